//! Where threads meet: what is done once, and barriers.

use super::{ObjectId, act, order_of};
use crate::explore::graph::primitive::once;
use crate::explore::graph::{OfBarrier, OfOnce, Place};
use crate::explore::runtime::{ObjectOrder, with_current};

/// Comes to what is to be done once. `true`: the calling thread is to do it, and to
/// [`complete`] it. `false`: it has been done.
pub(crate) fn enter(once: ObjectId, place: Place) -> bool {
    let answer = act(OfOnce::Enter, once.0, place);
    if answer.read() == once::BEGUN {
        act(OfOnce::AwaitCompletion, once.0, place);
    }
    answer.wrote()
}

/// What is to be done once is done.
pub(crate) fn complete(once: ObjectId, place: Place) {
    act(OfOnce::Complete, once.0, place);
}

/// Waits until what is to be done once is done.
pub(crate) fn await_completion(once: ObjectId, place: Place) {
    let wait = OfOnce::AwaitCompletion;
    act(wait, once.0, place);
}

/// Whether what is to be done once is done, as far as the calling thread knows.
pub(crate) fn is_complete(once: ObjectId, place: Place) -> bool {
    act(OfOnce::Look, once.0, place).read() == once::DONE
}

/// Whether a thread leads at a barrier.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leads {
    Known(bool),
    /// The explorer has no order of the threads that came at this time, and is to be
    /// [asked](ask_who_leads) for one.
    Unasked(u32),
}

/// Comes to a barrier and waits until a multiple of `parties` threads have, more than 1. The
/// last one of its group leads.
pub(crate) fn arrive(barrier: ObjectId, parties: u32, place: Place) -> Leads {
    let act = |action| act(action, barrier.0, place);
    let order = order_of(barrier);
    if order.is_none() {
        act(OfBarrier::Come);
        let time = with_current(|engine| {
            let thread = engine.running();
            let mut state = engine.state.borrow_mut();
            let time = state.note_arrival(thread, barrier.0, parties);
            drop(state);
            engine.heed_restart();
            time
        });
        act(OfBarrier::Meet { time, parties });
        return Leads::Unasked(time);
    }
    let before = act(OfBarrier::Arrive).read();
    // The step limit keeps executions far below so many arrivals.
    let before = u32::try_from(before).expect("the step limit");
    let arrivals = (before / parties + 1) * parties;
    act(OfBarrier::Pass { arrivals, parties });
    Leads::Known(before + 1 == arrivals)
}

/// Comes to a barrier that is for one thread: it does not wait.
pub(crate) fn arrive_alone(barrier: ObjectId, place: Place) {
    act(OfBarrier::Come, barrier.0, place);
}

/// Whether the calling thread leads at a barrier that has no order, at this time: the
/// exploration begins anew.
pub(crate) fn ask_who_leads(barrier: ObjectId, time: u32) -> bool {
    with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        state.order(barrier.0, ObjectOrder::One);
        let leads = state.came_last(engine.running(), barrier.0, time);
        drop(state);
        engine.heed_restart();
        leads
    })
}

/// A panic has ended what is to be done once, before it was done.
pub(crate) fn give_up(once: ObjectId) {
    with_current(|engine| engine.state.borrow_mut().given_up.push(once.0));
}
