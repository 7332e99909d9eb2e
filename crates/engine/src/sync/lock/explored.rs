//! The lock in an explored execution.

use super::three_ways::ExploredLock;
use crate::explore::hook;
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::statics::Of;

/// A lock of an explored execution, held from `place` on.
pub(in crate::sync) struct ExploredHeld<'a> {
    pub(super) lock: Of<'a, ExploredLock>,
    /// The data inside the lock.
    own: *const (),
    place: Place,
    /// `false` while a condition variable has released the lock.
    holds: bool,
}

impl<'a> ExploredHeld<'a> {
    #[track_caller]
    pub(super) fn lock(lock: Of<'a, ExploredLock>, own: *const (), place: Place) -> Self {
        if let Some(id) = lock.object.id() {
            hook::lock(id, place);
        }
        Self::new(lock, own, place)
    }

    #[track_caller]
    pub(super) fn try_lock(
        lock: Of<'a, ExploredLock>,
        own: *const (),
        place: Place,
    ) -> Option<Self> {
        let acquires = hook::try_lock(lock.object.id()?, place);
        acquires.then(|| Self::new(lock, own, place))
    }

    fn new(lock: Of<'a, ExploredLock>, own: *const (), place: Place) -> Self {
        lock.taken.set(true);
        Self {
            lock,
            own,
            place,
            holds: true,
        }
    }

    /// Ends the guard before the event of the release, during which another thread may acquire the
    /// lock. Returns the number that the release leaves.
    fn end(&self) -> hook::Left {
        // SAFETY: `own` points to the data inside the lock, and this thread still holds the lock.
        // (A static shows nothing.)
        let left = unsafe { self.lock.shown.of(self.own) };
        self.lock.taken.clear(true);
        left
    }

    /// Waits on a condition variable.
    #[track_caller]
    pub(in crate::sync) fn wait(&mut self, condvar: &Explored, place: Place) {
        let (Some(condvar), Some(mutex)) = (condvar.id(), self.lock.object.id()) else {
            return;
        };
        // The order matters: if the wait unwinds, this guard must hold no lock.
        self.holds = false;
        let left = self.end();
        hook::wait(condvar, mutex, left, place);
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
        let left = self.end();
        let late = hook::wait_for(condvar, mutex, left, place);
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
        let left = self.end();
        // A call of `drop` has no line in the source, so the release has the line of the acquire.
        if let Some(id) = self.lock.object.id_in_drop() {
            hook::unlock(id, left, self.place);
        }
    }
}
