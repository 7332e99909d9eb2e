//! A CLH queue lock, whose guard opens the gate of the next thread.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::{Arc, Mutex, hint};

#[derive(Default)]
struct Gate(AtomicBool);

struct Held(Arc<Gate>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.store(true, Release);
    }
}

pub struct Exercise {
    last: Mutex<Option<Arc<Gate>>>,
    fields: Fields,
}

impl Exercise {
    fn hold(&self) -> Held {
        let own = Arc::new(Gate::default());
        let before = self.last.lock().replace(Arc::clone(&own));
        if let Some(before) = before {
            while !before.0.load(Acquire) {
                hint::spin_loop();
            }
        }
        Held(own)
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            last: Mutex::new(None),
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        let _held = self.hold();
        self.fields
            .checking
            .set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let _held = self.hold();
        (self.fields.checking.get(), self.fields.savings.get())
    }
}
