//! Two philosophers share a fork, so Peterson's algorithm is enough for it.

use labs::lab_14::Table;
use racelab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use racelab::sync::hint;

/// The philosopher to whose left it lies has side 0, the other one side 1.
#[derive(Default)]
struct Fork {
    wants: [AtomicBool; 2],
    yields: AtomicUsize,
}

impl Fork {
    fn take(&self, side: usize) {
        self.wants[side].store(true, SeqCst);
        self.yields.store(side, SeqCst);
        while self.wants[1 - side].load(SeqCst) && self.yields.load(SeqCst) == side {
            hint::spin_loop();
        }
    }

    fn put_back(&self, side: usize) {
        self.wants[side].store(false, SeqCst);
    }
}

pub struct Exercise(Vec<Fork>);

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self((0..seats).map(|_| Fork::default()).collect())
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let mut forks = [(seat, 0), ((seat + 1) % self.0.len(), 1)];
        forks.sort();
        for (fork, side) in forks {
            self.0[fork].take(side);
        }
        meal();
        for (fork, side) in forks {
            self.0[fork].put_back(side);
        }
    }
}
