//! Semaphores.

use std::sync::atomic::Ordering;

use super::{ObjectId, perform};
use crate::explore::graph::Place;
use crate::explore::graph::primitive::semaphore::Action;
use crate::explore::runtime::{self, with_current};

/// Acquires a permit of a semaphore.
pub(crate) fn acquire(semaphore: ObjectId, place: Place) {
    if is_ordered(semaphore) {
        let before = act(Action::Take, semaphore.0, place).read().cast_signed();
        if before <= 0 {
            act(Action::Await, semaphore.0, place);
        }
        return;
    }
    let queue = with_current(|engine| engine.state.borrow_mut().queue_of(semaphore.0, place));
    let before = act(Action::Ask, queue, place).read();
    act(Action::Acquire(before + 1), semaphore.0, place);
}

/// Acquires a permit of a semaphore if there is one; returns whether there was.
pub(crate) fn try_acquire(semaphore: ObjectId, place: Place) -> bool {
    if !is_ordered(semaphore) {
        let begins_anew = with_current(|engine| {
            let begins_anew = engine.state.borrow_mut().order(semaphore.0);
            engine.heed_restart();
            begins_anew
        });
        let there = !begins_anew && has_permits(semaphore, place);
        if there {
            acquire(semaphore, place);
        }
        return there;
    }
    act(Action::TryTake, semaphore.0, place).wrote()
}

/// Releases so many permits of a semaphore.
pub(crate) fn release(semaphore: ObjectId, permits: u64, place: Place) {
    act(Action::Release(permits), semaphore.0, place);
}

fn act(action: Action, object: u32, place: Place) -> runtime::Answer {
    perform(action, object, Ordering::Relaxed, place)
}

fn is_ordered(semaphore: ObjectId) -> bool {
    with_current(|engine| engine.state.borrow().is_ordered(semaphore.0))
}

/// Whether there have been more permits than threads that asked.
fn has_permits(semaphore: ObjectId, place: Place) -> bool {
    with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        let queue = state.queue_of(semaphore.0, place);
        state.graph.newest_value(semaphore.0) > state.graph.newest_value(queue)
    })
}
