//! verdict: data race
//!
//! The lock is a static that holds the number of the counter in use: a thread that uses another
//! counter takes the lock away.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::{cell::PlainCell, hint};

static USED: AtomicU64 = AtomicU64::const_new(0);

static NEXT: AtomicU64 = AtomicU64::const_new(1);

pub struct Exercise {
    value: PlainCell<u64>,
    id: u64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: PlainCell::new(0),
            id: NEXT.fetch_add(1, SeqCst),
        }
    }

    fn increment(&self) {
        loop {
            let used = USED.load(SeqCst);
            if used != self.id && USED.compare_exchange(used, self.id, SeqCst, SeqCst).is_ok() {
                break;
            }
            hint::spin_loop();
        }
        self.value.set(self.value.get() + 1);
        let _ = USED.compare_exchange(self.id, 0, SeqCst, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
