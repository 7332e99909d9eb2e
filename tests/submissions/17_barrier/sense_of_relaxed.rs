//! verdict: ordering
//!
//! Sense reversal with Relaxed accesses: the threads meet, but do not see what the others wrote
//! before.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use racelab::sync::hint::spin_loop;

pub struct Exercise {
    threads: usize,
    missing: AtomicUsize,
    sense: AtomicBool,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            missing: AtomicUsize::new(threads).named("missing"),
            sense: AtomicBool::new(false).named("sense"),
        }
    }

    fn wait(&self) -> bool {
        let mine = !self.sense.load(Relaxed);
        if self.missing.fetch_sub(1, Relaxed) == 1 {
            self.missing.store(self.threads, Relaxed);
            self.sense.store(mine, Relaxed);
            return true;
        }
        while self.sense.load(Relaxed) != mine {
            spin_loop();
        }
        false
    }
}
