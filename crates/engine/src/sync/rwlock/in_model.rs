//! The reader-writer lock in the two models.

use crate::explore::hook;
use crate::sync::lock::{ExploredLock, Taken};
use crate::sync::place::Place;
use crate::sync::statics::Of;
use crate::sync::under_loom::{LoomRwHeld, LoomRwLock};

pub(super) struct TakenInLoom {
    pub(super) lock: LoomRwLock,
    taken: Taken,
}

impl TakenInLoom {
    pub(super) fn new(what: &'static str, made: Place) -> Self {
        Self {
            lock: LoomRwLock::new(what, made),
            taken: Taken::new(),
        }
    }
}

/// A lock of an explored execution, held from `place` on.
pub(super) struct ExploredRwHeld<'a, const WRITES: bool> {
    pub(super) lock: Of<'a, ExploredLock>,
    /// The data inside the lock.
    own: *const (),
    place: Place,
}

impl<'a, const WRITES: bool> ExploredRwHeld<'a, WRITES> {
    pub(super) fn new(lock: Of<'a, ExploredLock>, own: *const (), place: Place) -> Self {
        lock.taken.set(WRITES);
        Self { lock, own, place }
    }
}

impl<const WRITES: bool> Drop for ExploredRwHeld<'_, WRITES> {
    fn drop(&mut self) {
        // SAFETY: `own` points to the data inside the lock, and this thread still writes to it. (A
        // static shows nothing.)
        let left = WRITES.then(|| unsafe { self.lock.shown.of(self.own) });
        // The guard ends before the event, during which another thread may acquire the lock.
        self.lock.taken.clear(WRITES);
        // `drop` has no caller's line, so the release takes the line that acquired the lock.
        if let Some(id) = self.lock.object.id_in_drop() {
            hook::unlock_rw(id, WRITES, left.flatten(), self.place);
        }
    }
}

/// A lock under loom, held.
pub(super) struct HeldInLoom<'a, const WRITES: bool> {
    lock: &'a TakenInLoom,
    /// `None` if a thread that unwinds holds the lock.
    held: Option<LoomRwHeld<'a, WRITES>>,
}

impl<'a, const WRITES: bool> HeldInLoom<'a, WRITES> {
    pub(super) fn new(lock: &'a TakenInLoom, held: Option<LoomRwHeld<'a, WRITES>>) -> Self {
        lock.taken.set(WRITES);
        Self { lock, held }
    }
}

impl<const WRITES: bool> Drop for HeldInLoom<'_, WRITES> {
    fn drop(&mut self) {
        // The guard ends before the operation, at which another thread may acquire the lock.
        self.lock.taken.clear(WRITES);
        drop(self.held.take());
    }
}
