//! Peterson's algorithm between two sides: threads that transfer, and threads that read.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use racelab::sync::{Mutex, MutexGuard, hint};

#[derive(Clone, Copy)]
enum Side {
    Movers,
    Readers,
}

struct Peterson {
    /// Of each side one thread at a time takes part.
    gates: [Mutex<()>; 2],
    wants: [AtomicBool; 2],
    yields: AtomicUsize,
}

struct Inside<'a> {
    wants: &'a AtomicBool,
    _gate: MutexGuard<'a, ()>,
}

impl Peterson {
    fn enter(&self, side: Side) -> Inside<'_> {
        let (own, other) = match side {
            Side::Movers => (0, 1),
            Side::Readers => (1, 0),
        };
        let gate = self.gates[own].lock();
        self.wants[own].store(true, SeqCst);
        self.yields.store(own, SeqCst);
        while self.wants[other].load(SeqCst) && self.yields.load(SeqCst) == own {
            hint::spin_loop();
        }
        Inside {
            wants: &self.wants[own],
            _gate: gate,
        }
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.wants.store(false, SeqCst);
    }
}

pub struct Exercise {
    peterson: Peterson,
    fields: Fields,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        let peterson = Peterson {
            gates: [(); 2].map(Mutex::new),
            wants: [false; 2].map(AtomicBool::new),
            yields: AtomicUsize::new(0),
        };
        Self { peterson, fields }
    }

    fn transfer(&self, amount: u64) {
        let _inside = self.peterson.enter(Side::Movers);
        self.fields
            .checking
            .set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let _inside = self.peterson.enter(Side::Readers);
        (self.fields.checking.get(), self.fields.savings.get())
    }
}
