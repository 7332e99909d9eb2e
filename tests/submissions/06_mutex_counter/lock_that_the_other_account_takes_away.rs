//! verdict: data race
//!
//! The lock is a static that holds the number of the account in use: a thread that uses another
//! account takes the lock away.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::hint;


static USED: AtomicU64 = AtomicU64::const_new(0);

static NEXT: AtomicU64 = AtomicU64::const_new(1);

pub struct Exercise {
    fields: Fields,
    id: u64,
}

impl Exercise {
    fn lock(&self) {
        loop {
            let used = USED.load(SeqCst);
            if used != self.id && USED.compare_exchange(used, self.id, SeqCst, SeqCst).is_ok() {
                return;
            }
            hint::spin_loop();
        }
    }

    fn unlock(&self) {
        let _ = USED.compare_exchange(self.id, 0, SeqCst, SeqCst);
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            id: NEXT.fetch_add(1, SeqCst),
        }
    }

    fn transfer(&self, amount: u64) {
        self.lock();
        self.fields
            .checking
            .set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
        self.unlock();
    }

    fn read(&self) -> (u64, u64) {
        self.lock();
        let seen = (self.fields.checking.get(), self.fields.savings.get());
        self.unlock();
        seen
    }
}
