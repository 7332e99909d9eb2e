//! verdict: proved
//!
//! Threads spin on a sense that turns at each meeting; the last one sets the count back before it
//! turns it.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
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
        // Relaxed: it has not turned since this thread went on, nor can it before it comes.
        let mine = !self.sense.load(Relaxed);
        if self.missing.fetch_sub(1, AcqRel) == 1 {
            // Relaxed: the store of the sense publishes it.
            self.missing.store(self.threads, Relaxed);
            self.sense.store(mine, Release);
            return true;
        }
        while self.sense.load(Acquire) != mine {
            spin_loop();
        }
        false
    }
}
