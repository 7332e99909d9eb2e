//! Whether a lock in a model is held.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a guard of a lock in a model exists.
///
/// The models know the owner of a lock, but not always: loom hears nothing of a
/// thread that unwinds, and no model knows a lock that has outlived its execution. A
/// destructor that locks then would get a second guard, and with it a second `&mut` to the
/// data. So the soundness of the guards rests on this flag and not on the models.
///
/// A lock that outlives its execution may come to several OS threads at once. So the flag
/// is a lock of its own: it is taken by an Acquire that reads what a Release wrote when the
/// last guard went, and what that guard's holder did to the data happens before what the
/// next one does.
pub(super) struct Taken(AtomicBool);

impl Taken {
    pub(super) fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    pub(super) fn set(&self) {
        if !self.0.swap(true, Ordering::Acquire) {
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

    pub(super) fn clear(&self) {
        self.0.store(false, Ordering::Release);
    }
}
