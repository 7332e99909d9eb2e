//! verdict: livelock
//!
//! Sense reversal, but the last thread turns the sense before it sets the count back: a fast thread
//! comes to the next meeting before that, and setting the count back removes it.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
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
        let mine = !self.sense.load(SeqCst);
        if self.missing.fetch_sub(1, SeqCst) == 1 {
            self.sense.store(mine, SeqCst);
            self.missing.store(self.threads, SeqCst);
            return true;
        }
        while self.sense.load(SeqCst) != mine {
            spin_loop();
        }
        false
    }
}
