//! The reader-writer lock in the two models, and what the soundness of its guards rests on.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::explore::hook;
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::statics::{Of, at_address};
use crate::sync::under_loom::{LoomHeld, LoomLock};

/// How many guards of a lock in a model exist: any number that read, or one that writes.
///
/// As for the mutex, the soundness of the guards rests on this and not on the models. And
/// as there, a lock that outlives its execution may come to several OS threads at once, so
/// the count is a lock of its own. It changes by read-modify-writes alone, so that no guard
/// is forgotten. A guard begins with an Acquire and ends with a Release; every
/// read-modify-write passes on what it read, so the Acquire of a writer learns of all guards
/// before it, and that of a reader of all writers.
struct Taken(AtomicUsize);

const WRITTEN: usize = usize::MAX;

impl Taken {
    fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    fn set(&self, writes: bool) {
        let taken = self
            .0
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, |there| {
                match there {
                    0 if writes => Some(WRITTEN),
                    _ if writes => None,
                    // The last number below WRITTEN that a reader may make of it.
                    there => there.checked_add(1).filter(|&readers| readers < WRITTEN),
                }
            });
        if taken.is_ok() {
            return;
        }
        // Waiting is impossible: no model hears of it. The panic is one in a destructor during
        // unwinding, and reported as that.
        assert!(
            std::thread::panicking(),
            "the model gave a lock to a writer and to another thread"
        );
        panic!(
            "a destructor that runs because of a panic waits for a lock which is held; do not \
             lock there while std::thread::panicking()"
        );
    }

    fn clear(&self, writes: bool) {
        let guards = if writes { WRITTEN } else { 1 };
        self.0.fetch_sub(guards, Ordering::Release);
    }
}

pub(super) struct ExploredLock {
    pub(super) object: Explored,
    taken: Taken,
}

impl ExploredLock {
    pub(super) fn new(object: Explored) -> Self {
        let taken = Taken::new();
        Self { object, taken }
    }
}

pub(super) struct TakenInLoom {
    pub(super) lock: LoomLock,
    taken: Taken,
}

impl TakenInLoom {
    pub(super) fn new(lock: LoomLock) -> Self {
        let taken = Taken::new();
        Self { lock, taken }
    }
}

/// A lock of an explored execution, held from `place` on.
pub(super) struct ExploredHeld<'a, const WRITES: bool> {
    lock: Of<'a, ExploredLock>,
    place: Place,
}

impl<'a, const WRITES: bool> ExploredHeld<'a, WRITES> {
    pub(super) fn new(lock: Of<'a, ExploredLock>, place: Place) -> Self {
        lock.taken.set(WRITES);
        Self { lock, place }
    }

    /// Where the data lies: `own` is the one inside of the lock.
    pub(super) fn data<T: ?Sized>(&self, own: *mut T) -> *mut T {
        match self.lock.data() {
            Some(data) => at_address(own, data),
            None => own,
        }
    }
}

impl<const WRITES: bool> Drop for ExploredHeld<'_, WRITES> {
    fn drop(&mut self) {
        // Before the event, during which another thread may get the lock.
        self.lock.taken.clear(WRITES);
        // `drop` is not called from a line of its own: the release stands where
        // the lock was taken.
        match self.lock.object.id_in_drop() {
            Some(id) if WRITES => hook::unlock_exclusive(id, self.place),
            Some(id) => hook::unlock_shared(id, self.place),
            None => {}
        }
    }
}

/// A lock under loom, held.
pub(super) struct HeldInLoom<'a, const WRITES: bool> {
    lock: &'a TakenInLoom,
    /// `None` where the lock was taken by a thread that unwinds.
    held: Option<LoomHeld<'a, WRITES>>,
}

impl<'a, const WRITES: bool> HeldInLoom<'a, WRITES> {
    pub(super) fn new(lock: &'a TakenInLoom, held: Option<LoomHeld<'a, WRITES>>) -> Self {
        lock.taken.set(WRITES);
        Self { lock, held }
    }
}

impl<const WRITES: bool> Drop for HeldInLoom<'_, WRITES> {
    fn drop(&mut self) {
        // Before the operation, at which another thread may get the lock.
        self.lock.taken.clear(WRITES);
        drop(self.held.take());
    }
}
