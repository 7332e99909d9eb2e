//! A reader takes one of four permits; a writer takes all, one writer after the other.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Mutex, Semaphore};

const READERS: usize = 4;

pub struct Exercise {
    permits: Semaphore,
    writer: Mutex<()>,
    fields: Fields,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            permits: Semaphore::new(READERS),
            writer: Mutex::new(()),
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        // Two writers that have half of the permits each would wait for ever.
        let _writer = self.writer.lock();
        let _permits: [_; READERS] = std::array::from_fn(|_| self.permits.acquire());
        self.fields
            .checking
            .set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let _permit = self.permits.acquire();
        (self.fields.checking.get(), self.fields.savings.get())
    }
}
