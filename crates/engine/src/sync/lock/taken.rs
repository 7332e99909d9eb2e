//! The flag of a lock in a model: whether a guard exists.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a guard of a lock in a model exists.
///
/// A model does not always know the owner of a lock: loom sees no operation of an unwinding
/// thread, and no model knows a lock that has outlived its execution. A destructor that acquires
/// the lock then could get a second guard, and with it a second `&mut` to the data. So the
/// soundness of the guards rests on this flag and not on the models.
///
/// Several OS threads may use a lock that outlives its execution at once. So the flag is itself a
/// lock. A thread sets it with Acquire, and reads from the Release that the drop of the last guard
/// wrote. So the accesses through that guard happen before those through the next one.
pub(super) struct Taken(AtomicBool);

impl Taken {
    pub(super) fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    pub(super) fn set(&self) {
        if !self.0.swap(true, Ordering::Acquire) {
            return;
        }
        // Waiting is impossible, because no model sees it. So this panics, in a destructor during
        // unwinding, and the report says so.
        assert!(
            std::thread::panicking(),
            "the model gave a lock to two threads"
        );
        panic!(
            "a destructor that runs because of a panic waits for a lock which is held; do not \
             lock there while std::thread::panicking()"
        );
    }

    pub(super) fn clear(&self) {
        self.0.store(false, Ordering::Release);
    }
}
