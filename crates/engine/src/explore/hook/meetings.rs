//! One-time initializations and barriers.

use super::{ObjectId, act, order_of};
use crate::explore::graph::primitive::once;
use crate::explore::graph::{OfBarrier, OfOnce, Place};
use crate::explore::runtime::{ObjectOrder, with_current};

/// Enters a one-time initialization. `true`: the calling thread runs the initializer and then
/// calls [`complete`]. `false`: another thread has completed it.
pub(crate) fn enter(once: ObjectId, place: Place) -> bool {
    let answer = act(OfOnce::Enter, once.0, place);
    if answer.read() == once::BEGUN {
        act(OfOnce::AwaitCompletion, once.0, place);
    }
    answer.wrote()
}

/// Marks the initialization complete.
pub(crate) fn complete(once: ObjectId, place: Place) {
    act(OfOnce::Complete, once.0, place);
}

/// Waits until the initialization is complete.
pub(crate) fn await_completion(once: ObjectId, place: Place) {
    act(OfOnce::AwaitCompletion, once.0, place);
}

/// Whether a read of the calling thread finds the initialization complete.
pub(crate) fn is_complete(once: ObjectId, place: Place) -> bool {
    act(OfOnce::Look, once.0, place).read() == once::DONE
}

/// Whether a thread leads at a barrier.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leads {
    Known(bool),
    /// The arrivals of this round have no order yet. A thread that needs the leader
    /// [asks](ask_who_leads) for it.
    Unasked(u32),
}

/// Arrives at a barrier and waits until its group of `parties` threads, more than 1, is complete.
/// The last thread of a group to arrive leads it.
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

/// Arrives at a barrier for one thread, which does not wait.
pub(crate) fn arrive_alone(barrier: ObjectId, place: Place) {
    act(OfBarrier::Come, barrier.0, place);
}

/// Whether the calling thread leads its group in this round of a barrier without an order of
/// arrivals. The exploration begins anew, with one.
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

/// Notes that a panic ended the initializer, so that the initialization never completes.
pub(crate) fn give_up(once: ObjectId) {
    with_current(|engine| engine.state.borrow_mut().given_up.push(once.0));
}
