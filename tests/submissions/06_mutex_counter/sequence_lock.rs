//! verdict: data race
//!
//! Reads without a lock, and again if a transfer came between: the discarded
//! read still has a data race.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::hint;

pub struct Exercise {
    fields: Fields,
    writers: Mutex<()>,
    version: AtomicU64,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            writers: Mutex::new(()).named("writers"),
            version: AtomicU64::new(0).named("version"),
        }
    }

    fn transfer(&self, amount: u64) {
        let _guard = self.writers.lock();
        // Odd while the fields are being written.
        self.version.fetch_add(1, SeqCst);
        self.fields.checking.set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
        self.version.fetch_add(1, SeqCst);
    }

    fn read(&self) -> (u64, u64) {
        loop {
            let before = self.version.load(SeqCst);
            let seen = (self.fields.checking.get(), self.fields.savings.get());
            if before.is_multiple_of(2) && self.version.load(SeqCst) == before {
                return seen;
            }
            hint::spin_loop();
        }
    }
}
