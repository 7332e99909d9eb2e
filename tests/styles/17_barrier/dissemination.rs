//! A dissemination barrier: in each round a thread signals to the one twice as far away as before.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{
    AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed},
};
use racelab::sync::hint;

pub struct Exercise {
    threads: usize,
    places: AtomicUsize,
    /// For each round and each place, the last meeting in which a signal came.
    signals: Vec<Vec<AtomicUsize>>,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        let round = || (0..threads).map(|_| AtomicUsize::new(0)).collect();
        let rounds = threads.next_power_of_two().ilog2();
        Self {
            threads,
            places: AtomicUsize::new(0),
            signals: (0..rounds).map(|_| round()).collect(),
        }
    }

    fn wait(&self) -> bool {
        let ticket = self.places.fetch_add(1, Relaxed);
        let (meeting, place) = (ticket / self.threads + 1, ticket % self.threads);
        for (round, signals) in self.signals.iter().enumerate() {
            let other = (place + (1 << round)) % self.threads;
            // A thread of the next meeting may have been faster.
            signals[other].fetch_max(meeting, AcqRel);
            while signals[place].load(Acquire) < meeting {
                hint::spin_loop();
            }
        }
        place == 0
    }
}
