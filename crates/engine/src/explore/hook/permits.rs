//! Semaphores.

use super::{ObjectId, act, order_of};
use crate::explore::graph::{OfSemaphore, Place};
use crate::explore::runtime::{ObjectOrder, with_current};

/// Acquires a permit of a semaphore.
pub(crate) fn acquire(semaphore: ObjectId, place: Place) {
    let object = semaphore.0;
    match order_of(semaphore) {
        None => {
            act(OfSemaphore::Want, object, place);
            let number = with_current(|engine| {
                engine.state.borrow_mut().note_permits(object);
                engine.heed_restart();
                let state = engine.state.borrow();
                state.least_number(engine.running(), object)
            });
            act(OfSemaphore::Get(number), object, place);
        }
        Some(ObjectOrder::Two) => {
            let queue = with_current(|engine| engine.state.borrow_mut().queue_of(object, place));
            let before = act(OfSemaphore::Ask, queue, place).read();
            act(OfSemaphore::Acquire(before + 1), object, place);
        }
        Some(ObjectOrder::One) => {
            let before = act(OfSemaphore::Take, object, place).read().cast_signed();
            if before <= 0 {
                act(OfSemaphore::Await, object, place);
            }
        }
    }
}

/// Acquires a permit of a semaphore if one is available; returns whether it was.
pub(crate) fn try_acquire(semaphore: ObjectId, place: Place) -> bool {
    if order_of(semaphore) == Some(ObjectOrder::One) {
        return act(OfSemaphore::TryTake, semaphore.0, place).wrote();
    }
    let there = with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        let begins_anew = state.order(semaphore.0, ObjectOrder::One);
        let there = !begins_anew && state.has_permits(semaphore.0, place);
        drop(state);
        engine.heed_restart();
        there
    });
    if there {
        acquire(semaphore, place);
    }
    there
}

/// Releases this many permits of a semaphore.
pub(crate) fn release(semaphore: ObjectId, permits: u64, place: Place) {
    if order_of(semaphore).is_some() {
        act(OfSemaphore::Release(permits), semaphore.0, place);
        return;
    }
    act(OfSemaphore::Give(permits), semaphore.0, place);
    with_current(|engine| {
        engine.state.borrow_mut().note_permits(semaphore.0);
        engine.heed_restart();
    });
}
