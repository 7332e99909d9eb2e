//! Whether a lock in a model is held.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many guards of a lock in a model exist: any number that read, or one that writes. A guard of
/// a mutex is one that writes.
///
/// The models do not always know the owner of a lock: loom does not see a thread that unwinds, and
/// no model knows a lock that has outlived its execution. A destructor that locks then would get a
/// second guard, and with it a second `&mut` to the data. So the soundness of the guards rests on
/// this count and not on the models.
///
/// A lock that outlives its execution may come to several OS threads at once. So the count
/// is a lock of its own. It changes by read-modify-writes alone, so that no guard
/// is forgotten. A guard begins with an Acquire and ends with a Release; every
/// read-modify-write passes on what it read, so the Acquire of a writer learns of all guards
/// before it, and that of a reader of all writers.
pub(in crate::sync) struct Taken(AtomicUsize);

const WRITTEN: usize = usize::MAX;

impl Taken {
    pub(in crate::sync) fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// A guard begins.
    ///
    /// # Panics
    ///
    /// If there is a guard beside which this one may not exist.
    pub(in crate::sync) fn set(&self, writes: bool) {
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
            "the model gave a lock to two threads"
        );
        panic!(
            "a destructor that runs because of a panic waits for a lock which is held; do not \
             lock there while std::thread::panicking()"
        );
    }

    /// A guard ends.
    pub(in crate::sync) fn clear(&self, writes: bool) {
        let guards = if writes { WRITTEN } else { 1 };
        self.0.fetch_sub(guards, Ordering::Release);
    }
}
