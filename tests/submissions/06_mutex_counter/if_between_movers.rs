//! verdict: data race
//!
//! A transfer that waits for another one looks once and not in a loop: of three, two go in
//! together.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    fields: Fields,
    moving: Mutex<bool>,
    free: Condvar,
    readers: Mutex<(u64, bool)>,
    changed: Condvar,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            moving: Mutex::new(false),
            free: Condvar::new(),
            readers: Mutex::new((0, false)),
            changed: Condvar::new(),
        }
    }

    fn transfer(&self, amount: u64) {
        let mut moving = self.moving.lock();
        if *moving {
            self.free.wait(&mut moving);
        }
        *moving = true;
        drop(moving);
        let mut r = self.readers.lock();
        r.1 = true;
        while r.0 > 0 {
            self.changed.wait(&mut r);
        }
        drop(r);
        self.fields
            .checking
            .set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
        self.readers.lock().1 = false;
        self.changed.notify_all();
        *self.moving.lock() = false;
        self.free.notify_all();
    }

    fn read(&self) -> (u64, u64) {
        let mut r = self.readers.lock();
        while r.1 {
            self.changed.wait(&mut r);
        }
        r.0 += 1;
        drop(r);
        let seen = (self.fields.checking.get(), self.fields.savings.get());
        self.readers.lock().0 -= 1;
        self.changed.notify_all();
        seen
    }
}
