//! A reader-writer spin lock in one word: how many read, or that one writes.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

const WRITES: u32 = u32::MAX;

pub struct Exercise {
    state: AtomicU32,
    fields: Fields,
}

impl Exercise {
    fn change(&self, next: impl Fn(u32) -> Option<u32>) {
        loop {
            let seen = self.state.load(Relaxed);
            let next = next(seen);
            if let Some(next) = next
                && self
                    .state
                    .compare_exchange(seen, next, Acquire, Relaxed)
                    .is_ok()
            {
                return;
            }
            hint::spin_loop();
        }
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            state: AtomicU32::new(0),
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        self.change(|seen| (seen == 0).then_some(WRITES));
        self.fields
            .checking
            .set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
        self.state.store(0, Release);
    }

    fn read(&self) -> (u64, u64) {
        self.change(|seen| (seen != WRITES).then(|| seen + 1));
        let read = (self.fields.checking.get(), self.fields.savings.get());
        self.state.fetch_sub(1, Release);
        read
    }
}
