//! An acquire draws a ticket, a release grants the next one; both counts only grow.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
};
use racelab::sync::hint::spin_loop;

pub struct Exercise {
    tickets: AtomicU64,
    grants: AtomicU64,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            tickets: AtomicU64::new(0),
            grants: AtomicU64::new(permits),
        }
    }

    fn acquire(&self) {
        let ticket = self.tickets.fetch_add(1, AcqRel);
        while self.grants.load(Acquire) <= ticket {
            spin_loop();
        }
    }

    fn release(&self) {
        self.grants.fetch_add(1, Release);
    }

    fn try_acquire(&self) -> bool {
        let mut ticket = self.tickets.load(Acquire);
        while ticket < self.grants.load(Acquire) {
            match self
                .tickets
                .compare_exchange_weak(ticket, ticket + 1, AcqRel, Acquire)
            {
                Ok(_) => return true,
                Err(now) => ticket = now,
            }
        }
        false
    }
}
