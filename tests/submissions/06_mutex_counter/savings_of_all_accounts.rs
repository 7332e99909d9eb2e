//! verdict: wrong outcome
//!
//! Under a lock, but reads the moved amount from a static: a second
//! account shows the savings of both.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

static MOVED: AtomicU64 = AtomicU64::const_new(0);

pub struct Exercise {
    fields: Mutex<Fields>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new(fields),
        }
    }

    fn transfer(&self, amount: u64) {
        let fields = self.fields.lock();
        fields.checking.set(fields.checking.get() - amount);
        fields.savings.set(fields.savings.get() + amount);
        MOVED.fetch_add(amount, Relaxed);
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.lock();
        (fields.checking.get(), MOVED.load(Relaxed))
    }
}
