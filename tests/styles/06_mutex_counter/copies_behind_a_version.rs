//! The fields behind a lock, and copies of them behind a version for readers.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};
use racelab::sync::hint;

pub struct Exercise {
    fields: Mutex<Fields>,
    version: AtomicU64,
    checking: AtomicU64,
    savings: AtomicU64,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        let (checking, savings) = (fields.checking.get(), fields.savings.get());
        Self {
            fields: Mutex::new(fields),
            version: AtomicU64::new(0),
            checking: AtomicU64::new(checking),
            savings: AtomicU64::new(savings),
        }
    }

    fn transfer(&self, amount: u64) {
        let fields = self.fields.lock();
        fields.checking.set(fields.checking.get() - amount);
        fields.savings.set(fields.savings.get() + amount);
        let version = self.version.load(Relaxed);
        self.version.store(version + 1, Relaxed);
        fence(Release);
        self.checking.store(fields.checking.get(), Relaxed);
        self.savings.store(fields.savings.get(), Relaxed);
        self.version.store(version + 2, Release);
    }

    fn read(&self) -> (u64, u64) {
        loop {
            let before = self.version.load(Acquire);
            if before % 2 == 0 {
                let seen = (self.checking.load(Relaxed), self.savings.load(Relaxed));
                fence(Acquire);
                if self.version.load(Relaxed) == before {
                    return seen;
                }
            }
            hint::spin_loop();
        }
    }
}
