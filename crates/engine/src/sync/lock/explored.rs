//! The lock in an explored execution.

use super::taken::Taken;
use super::three_ways::LockOfExecution;
use crate::explore::hook::{self, ObjectKind};
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::statics::Of;

pub(in crate::sync) struct ExploredLock {
    object: Explored,
    taken: Taken,
}

/// A lock of an explored execution, held from `place` on.
pub(in crate::sync) struct ExploredHeld<'a> {
    lock: Of<'a, ExploredLock>,
    place: Place,
    /// `false` while a condition variable has released the lock.
    holds: bool,
}

impl LockOfExecution for ExploredLock {
    const WHAT: &'static str = "Mutex";
    const KIND: ObjectKind = ObjectKind::Mutex;

    fn new(object: Explored) -> Self {
        let taken = Taken::new();
        Self { object, taken }
    }

    fn object(&self) -> &Explored {
        &self.object
    }
}

impl ExploredLock {
    #[track_caller]
    pub(super) fn lock(lock: Of<'_, Self>, place: Place) -> ExploredHeld<'_> {
        if let Some(id) = lock.object.id() {
            hook::lock(id, place);
        }
        lock.taken.set(true);
        ExploredHeld {
            lock,
            place,
            holds: true,
        }
    }

    #[track_caller]
    pub(super) fn try_lock(lock: Of<'_, Self>, place: Place) -> Option<ExploredHeld<'_>> {
        if !hook::try_lock(lock.object.id()?, place) {
            return None;
        }
        lock.taken.set(true);
        Some(ExploredHeld {
            lock,
            place,
            holds: true,
        })
    }
}

impl ExploredHeld<'_> {
    /// The place of the data, if it is not inside the lock itself.
    pub(super) fn data(&self) -> Option<*mut ()> {
        self.lock.data()
    }

    /// Waits on a condition variable.
    #[track_caller]
    pub(in crate::sync) fn wait(&mut self, condvar: &Explored, place: Place) {
        let (Some(condvar), Some(mutex)) = (condvar.id(), self.lock.object.id()) else {
            return;
        };
        // The order matters: if the wait unwinds, this guard must hold no lock.
        self.holds = false;
        self.lock.taken.clear(true);
        hook::wait(condvar, mutex, place);
        self.lock.taken.set(true);
        self.holds = true;
    }

    /// Waits on a condition variable with a time limit; returns whether the limit passed.
    #[track_caller]
    pub(in crate::sync) fn wait_for(&mut self, condvar: &Explored, place: Place) -> bool {
        let (Some(condvar), Some(mutex)) = (condvar.id(), self.lock.object.id()) else {
            return true;
        };
        // The order matters, as above.
        self.holds = false;
        self.lock.taken.clear(true);
        let late = hook::wait_for(condvar, mutex, place);
        self.lock.taken.set(true);
        self.holds = true;
        late
    }
}

impl Drop for ExploredHeld<'_> {
    fn drop(&mut self) {
        if !self.holds {
            return;
        }
        // This comes before the event, during which another thread may acquire the lock.
        self.lock.taken.clear(true);
        // A call of `drop` has no line in the source, so the release has the line of the acquire.
        if let Some(id) = self.lock.object.id_in_drop() {
            hook::unlock(id, self.place);
        }
    }
}
