//! Locks and condition variables.
//!
//! A lock may show the number that it guards. Then each release has the number that it leaves.

use std::sync::atomic::Ordering;

use super::{ObjectId, ValueType, act, order_of};
use crate::explore::graph::primitive::rwqueue;
use crate::explore::graph::{Action, Label, OfCondvar, OfMutex, OfRwLock, OfRwQueue, Place};
use crate::explore::runtime::{ObjectOrder, with_current};

/// The lock guards this number before its first release; `None` if it is not known.
pub(crate) fn guards(lock: ObjectId, number: Option<(ValueType, u64)>) {
    with_current(|engine| engine.state.borrow_mut().set_guarded(lock.0, number));
}

/// The number that a release of a lock leaves, if the lock shows one.
pub(crate) type Left = Option<(ValueType, u64)>;

/// Releases a lock of the running thread, and notes the number that it leaves.
fn release(release: impl Into<Action>, lock: ObjectId, left: Left, place: Place) {
    with_current(|engine| {
        engine.perform(Label::new(release, lock.0, Ordering::Relaxed, place));
        if let Some(number) = left {
            let thread = engine.running();
            engine.state.borrow_mut().note_left(thread, number);
        }
    });
}

/// Acquires a mutex.
pub(crate) fn lock(mutex: ObjectId, place: Place) {
    act(OfMutex::Request, mutex.0, place);
    act(OfMutex::Acquire, mutex.0, place);
}

/// Acquires a mutex if it is free; returns whether the thread acquired it.
pub(crate) fn try_lock(mutex: ObjectId, place: Place) -> bool {
    act(OfMutex::TryLock, mutex.0, place).wrote()
}

/// Releases a mutex that the running thread holds.
pub(crate) fn unlock(mutex: ObjectId, left: Left, place: Place) {
    release(OfMutex::Release, mutex, left, place);
}

/// Acquires a reader-writer lock, for writing or for reading.
pub(crate) fn lock_rw(lock: ObjectId, writes: bool, place: Place) {
    if is_ordered(lock) {
        return ask_in_order(lock, writes, place);
    }
    let [ask, acquire] = match writes {
        true => [OfRwLock::Request, OfRwLock::Acquire],
        false => [OfRwLock::Share, OfRwLock::AcquireShared],
    };
    act(ask, lock.0, place);
    act(acquire, lock.0, place);
}

/// Acquires a reader-writer lock, for writing or for reading, if the thread does not have to wait
/// for it; returns whether the thread acquired it.
pub(crate) fn try_lock_rw(lock: ObjectId, writes: bool, place: Place) -> bool {
    match writes {
        true => try_write(lock, place),
        false => try_read(lock, place),
    }
}

/// Acquires the lock if it is free.
fn try_write(lock: ObjectId, place: Place) -> bool {
    if is_ordered(lock) {
        return act(OfRwQueue::TryWrite, lock.0, place).wrote();
    }
    let free = with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        let begins_anew = state.order(lock.0, ObjectOrder::One);
        let free = !begins_anew && state.is_free(lock.0);
        drop(state);
        engine.wait_for_restart();
        free
    });
    if free {
        act(OfRwLock::Request, lock.0, place);
        act(OfRwLock::Acquire, lock.0, place);
    }
    free
}

/// Acquires the lock for reading if no writer holds it or waits for it.
fn try_read(lock: ObjectId, place: Place) -> bool {
    if is_ordered(lock) {
        return act(OfRwQueue::TryRead, lock.0, place).wrote();
    }
    act(OfRwLock::TryShare, lock.0, place).read() == 0
}

/// Releases a reader-writer lock that the running thread holds for writing or for reading. A reader
/// leaves what it has found, and shows no number.
pub(crate) fn unlock_rw(lock: ObjectId, writes: bool, left: Left, place: Place) {
    let action: Action = match (is_ordered(lock), writes) {
        (true, true) => OfRwQueue::Release.into(),
        (true, false) => OfRwQueue::ReleaseShared.into(),
        (false, true) => OfRwLock::Release.into(),
        (false, false) => OfRwLock::ReleaseShared.into(),
    };
    release(action, lock, left, place);
}

/// Whether all operations on this reader-writer lock are in one order.
fn is_ordered(lock: ObjectId) -> bool {
    order_of(lock).is_some()
}

/// Acquires a reader-writer lock whose operations are in one order.
fn ask_in_order(lock: ObjectId, writes: bool, place: Place) {
    let (ask, acquire) = match writes {
        true => (OfRwQueue::Ask, OfRwQueue::Acquire),
        false => (OfRwQueue::AskShared, OfRwQueue::AcquireShared),
    };
    let found = act(ask, lock.0, place).read();
    if !rwqueue::admits(writes, found) {
        act(acquire, lock.0, place);
    }
}

/// Whether the wait that begins here ends spuriously. The explorer tries both, where a spurious
/// wake-up is possible.
pub(super) fn is_spurious(begin: impl Into<Action>, object: u32, place: Place) -> bool {
    let may = with_current(|engine| {
        let thread = engine.running();
        let state = engine.state.borrow();
        state.may_wait_spuriously(thread, object, place)
    });
    may && act(begin, object, place).choice() != 0
}

/// Waits on a condition variable: enqueues, releases the mutex, waits for a notification, acquires
/// the mutex again. A spurious wake-up only releases the mutex and acquires it again.
pub(crate) fn wait(condvar: ObjectId, mutex: ObjectId, left: Left, place: Place) {
    let wait = |action| {
        act(action, condvar.0, place);
    };
    if is_spurious(OfCondvar::Begin, condvar.0, place) {
        unlock(mutex, left, place);
        wait(OfCondvar::Rouse);
    } else {
        wait(OfCondvar::Enqueue);
        unlock(mutex, left, place);
        wait(OfCondvar::Wake);
    }
    lock(mutex, place);
}

/// Waits on a condition variable with a time limit. The limit may have passed at any moment at
/// which the wait could end; returns whether it had.
pub(crate) fn wait_for(condvar: ObjectId, mutex: ObjectId, left: Left, place: Place) -> bool {
    act(OfCondvar::Enqueue, condvar.0, place);
    unlock(mutex, left, place);
    let late = act(OfCondvar::WakeTimed, condvar.0, place).wrote();
    lock(mutex, place);
    late
}

/// Wakes one waiting thread; returns whether a thread waited.
pub(crate) fn notify_one(condvar: ObjectId, place: Place) -> bool {
    act(OfCondvar::NotifyOne, condvar.0, place).read() != 0
}

/// Wakes all waiting threads; returns their number.
pub(crate) fn notify_all(condvar: ObjectId, place: Place) -> usize {
    let waited = act(OfCondvar::NotifyAll, condvar.0, place).read();
    waited.count_ones() as usize
}
