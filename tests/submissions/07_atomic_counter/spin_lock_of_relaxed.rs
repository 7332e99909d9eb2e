//! verdict: ordering
//!
//! Load and store under a lock of its own, which excludes and does not order: the
//! next holder may load an old value.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use racelab::sync::atomic::AtomicBool;
use racelab::sync::hint;

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
    locked: AtomicBool,
}

impl Exercise {
    fn lock(&self) {
        while self.locked.swap(true, Relaxed) {
            hint::spin_loop();
        }
    }
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest, locked: AtomicBool::new(false).named("locked") }
    }

    fn take(&self) -> Option<u32> {
        self.lock();
        let next = self.next.load(Relaxed);
        self.next.store(next.saturating_add(1), Relaxed);
        self.locked.store(false, Relaxed);
        (next < u32::MAX).then_some(next)
    }

    fn report(&self, length: u64) {
        self.lock();
        let longest = self.longest.load(Relaxed).max(length);
        self.longest.store(longest, Relaxed);
        self.locked.store(false, Relaxed);
    }
}
