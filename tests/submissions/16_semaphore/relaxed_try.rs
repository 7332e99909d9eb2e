//! verdict: ordering
//!
//! Acquire and release are ordered, and a successful try is not: what the last user of the permit
//! did need not happen before what this thread does.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::hint;

pub struct Exercise {
    n: AtomicU64,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            n: AtomicU64::new(permits),
        }
    }

    fn acquire(&self) {
        loop {
            let n = self.n.load(Relaxed);
            if n > 0 && self.n.compare_exchange(n, n - 1, Acquire, Relaxed).is_ok() {
                return;
            }
            hint::spin_loop();
        }
    }

    fn release(&self) {
        self.n.fetch_add(1, Release);
    }

    fn try_acquire(&self) -> bool {
        self.n
            .fetch_update(Relaxed, Relaxed, |n| n.checked_sub(1))
            .is_ok()
    }
}
