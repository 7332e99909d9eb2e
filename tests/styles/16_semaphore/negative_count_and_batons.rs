//! Below zero the count says how many threads wait; each gets a baton.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{
    AtomicI64,
    Ordering::{AcqRel, Acquire},
};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    count: AtomicI64,
    batons: Mutex<u64>,
    passed: Condvar,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            count: AtomicI64::new(i64::try_from(permits).expect("there are few")),
            batons: Mutex::new(0),
            passed: Condvar::new(),
        }
    }

    fn acquire(&self) {
        if self.count.fetch_sub(1, AcqRel) > 0 {
            return;
        }
        let mut batons = self.batons.lock();
        self.passed.wait_while(&mut batons, |batons| *batons == 0);
        *batons -= 1;
    }

    fn release(&self) {
        if self.count.fetch_add(1, AcqRel) < 0 {
            *self.batons.lock() += 1;
            self.passed.notify_one();
        }
    }

    fn try_acquire(&self) -> bool {
        self.count
            .fetch_update(AcqRel, Acquire, |count| (count > 0).then(|| count - 1))
            .is_ok()
    }
}
