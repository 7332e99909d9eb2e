//! verdict: deadlock
//!
//! A flag and not a count: a second release before the first acquire is lost.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    permits: u64,
    taken: Mutex<Taken>,
    released: Condvar,
}

struct Taken {
    permits: u64,
    signalled: bool,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let taken = Taken {
            permits: 0,
            signalled: false,
        };
        Self {
            permits,
            taken: Mutex::new(taken).named("taken"),
            released: Condvar::new().named("released"),
        }
    }

    fn acquire(&self) {
        let mut taken = self.taken.lock();
        while taken.permits == self.permits && !taken.signalled {
            self.released.wait(&mut taken);
        }
        match taken.permits == self.permits {
            true => taken.signalled = false,
            false => taken.permits += 1,
        }
    }

    fn release(&self) {
        let mut taken = self.taken.lock();
        match taken.permits {
            0 => taken.signalled = true,
            _ => taken.permits -= 1,
        }
        self.released.notify_one();
    }

    fn try_acquire(&self) -> bool {
        let mut taken = self.taken.lock();
        if taken.permits < self.permits {
            taken.permits += 1;
            return true;
        }
        std::mem::take(&mut taken.signalled)
    }
}
