//! verdict: data race
//!
//! Spins until all have come, and then subtracts itself: a fast thread subtracts itself before a
//! slow one has seen that all were there.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use racelab::sync::hint::spin_loop;

pub struct Exercise {
    threads: usize,
    inside: AtomicUsize,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            inside: AtomicUsize::new(0).named("inside"),
        }
    }

    fn wait(&self) -> bool {
        self.inside.fetch_add(1, SeqCst);
        while self.inside.load(SeqCst) < self.threads {
            spin_loop();
        }
        self.inside.fetch_sub(1, SeqCst) == 1
    }
}
