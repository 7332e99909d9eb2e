//! verdict: data race
//!
//! Tickets have two numbers: of three threads that transfer, two have the same turn.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::hint;
use racelab::sync::Mutex;

pub struct Exercise {
    fields: Fields,
    movers: AtomicU64,
    turn: AtomicU64,
    readers: Mutex<u64>,
    writing: AtomicU64,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            movers: AtomicU64::new(0),
            turn: AtomicU64::new(0),
            readers: Mutex::new(0),
            writing: AtomicU64::new(0),
        }
    }

    fn transfer(&self, amount: u64) {
        // a ticket of two numbers
        let mine = self.movers.fetch_add(1, SeqCst) % 2;
        while self.turn.load(SeqCst) % 2 != mine {
            hint::spin_loop();
        }
        loop {
            let r = self.readers.lock();
            if *r == 0 {
                self.writing.fetch_add(1, SeqCst);
                break;
            }
            drop(r);
            hint::spin_loop();
        }
        self.fields
            .checking
            .set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
        self.writing.fetch_sub(1, SeqCst);
        self.turn.fetch_add(1, SeqCst);
    }

    fn read(&self) -> (u64, u64) {
        loop {
            let mut r = self.readers.lock();
            if self.writing.load(SeqCst) == 0 {
                *r += 1;
                break;
            }
            drop(r);
            hint::spin_loop();
        }
        let seen = (self.fields.checking.get(), self.fields.savings.get());
        *self.readers.lock() -= 1;
        seen
    }
}
