//! verdict: proved
//!
//! A transfer is two steps, with a flag set between them; the reader polls until the flag is
//! clear.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Mutex, thread};

pub struct Exercise {
    fields: Mutex<(Fields, bool)>,
    movers: Mutex<()>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new((fields, false)).named("fields"),
            movers: Mutex::new(()).named("movers"),
        }
    }

    fn transfer(&self, amount: u64) {
        let _mover = self.movers.lock();
        {
            let mut fields = self.fields.lock();
            fields.1 = true;
            fields.0.checking.set(fields.0.checking.get() - amount);
        }
        let mut fields = self.fields.lock();
        fields.0.savings.set(fields.0.savings.get() + amount);
        fields.1 = false;
    }

    fn read(&self) -> (u64, u64) {
        loop {
            let fields = self.fields.lock();
            if !fields.1 {
                return (fields.0.checking.get(), fields.0.savings.get());
            }
            drop(fields);
            thread::yield_now();
        }
    }
}
