//! Locks and condition variables.

use std::sync::atomic::Ordering;

use super::{ObjectId, perform};
use crate::explore::graph::primitive::{condvar, mutex, rwlock};
use crate::explore::graph::{Action, Place};
use crate::explore::runtime::with_current;

/// Acquires a mutex.
pub(crate) fn lock(mutex: ObjectId, place: Place) {
    perform(mutex::Action::Request, mutex.0, Ordering::Relaxed, place);
    perform(mutex::Action::Acquire, mutex.0, Ordering::Relaxed, place);
}

/// Acquires a mutex if it is free; returns whether it did.
pub(crate) fn try_lock(mutex: ObjectId, place: Place) -> bool {
    perform(mutex::Action::TryLock, mutex.0, Ordering::Relaxed, place).wrote()
}

/// Releases a mutex that the running thread holds.
pub(crate) fn unlock(mutex: ObjectId, place: Place) {
    perform(mutex::Action::Release, mutex.0, Ordering::Relaxed, place);
}

/// Becomes the writer of a reader-writer lock.
pub(crate) fn lock_exclusive(lock: ObjectId, place: Place) {
    perform(rwlock::Action::Request, lock.0, Ordering::Relaxed, place);
    perform(rwlock::Action::Acquire, lock.0, Ordering::Relaxed, place);
}

/// Releases a reader-writer lock that the running thread writes.
pub(crate) fn unlock_exclusive(lock: ObjectId, place: Place) {
    perform(rwlock::Action::Release, lock.0, Ordering::Relaxed, place);
}

/// Becomes a reader of a reader-writer lock.
pub(crate) fn lock_shared(lock: ObjectId, place: Place) {
    perform(rwlock::Action::Share, lock.0, Ordering::Relaxed, place);
    perform(
        rwlock::Action::AcquireShared,
        lock.0,
        Ordering::Relaxed,
        place,
    );
}

/// Becomes a reader, if no writer holds the lock or waits for it; returns whether it
/// did.
pub(crate) fn try_lock_shared(lock: ObjectId, place: Place) -> bool {
    perform(rwlock::Action::TryShare, lock.0, Ordering::Relaxed, place).read() == 0
}

/// Is no reader any more.
pub(crate) fn unlock_shared(lock: ObjectId, place: Place) {
    perform(
        rwlock::Action::ReleaseShared,
        lock.0,
        Ordering::Relaxed,
        place,
    );
}

/// Whether the wait that begins here ends spuriously: a choice of the explorer's, if it
/// may.
pub(super) fn is_spurious(begin: impl Into<Action>, object: u32, place: Place) -> bool {
    let may = with_current(|engine| {
        let thread = engine.running();
        let state = engine.state.borrow();
        state.may_wait_spuriously(thread, object, place)
    });
    may && perform(begin, object, Ordering::Relaxed, place).choice() != 0
}

/// Waits on a condition variable: enqueues, unlocks, is woken, locks again. Or, spuriously,
/// unlocks and locks again.
pub(crate) fn wait(condvar: ObjectId, mutex: ObjectId, place: Place) {
    use condvar::Action;
    let wait = |action| {
        perform(action, condvar.0, Ordering::Relaxed, place);
    };
    if is_spurious(Action::Begin, condvar.0, place) {
        unlock(mutex, place);
        wait(Action::Rouse);
    } else {
        wait(Action::Enqueue);
        unlock(mutex, place);
        wait(Action::Wake);
    }
    lock(mutex, place);
}

/// The same with a limit in time, which may have passed whenever the wait could
/// end; returns whether it had.
pub(crate) fn wait_for(condvar: ObjectId, mutex: ObjectId, place: Place) -> bool {
    perform(
        condvar::Action::Enqueue,
        condvar.0,
        Ordering::Relaxed,
        place,
    );
    unlock(mutex, place);
    let late = perform(
        condvar::Action::WakeTimed,
        condvar.0,
        Ordering::Relaxed,
        place,
    )
    .wrote();
    lock(mutex, place);
    late
}

/// Wakes one waiting thread; returns whether there was one.
pub(crate) fn notify_one(condvar: ObjectId, place: Place) -> bool {
    perform(
        condvar::Action::NotifyOne,
        condvar.0,
        Ordering::Relaxed,
        place,
    )
    .read()
        != 0
}

/// Wakes all waiting threads; returns how many there were.
pub(crate) fn notify_all(condvar: ObjectId, place: Place) -> usize {
    let waited = perform(
        condvar::Action::NotifyAll,
        condvar.0,
        Ordering::Relaxed,
        place,
    )
    .read();
    waited.count_ones() as usize
}
