//! verdict: data race
//!
//! A flag turns at each meeting, and every thread that comes turns it, not only the last one.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use racelab::sync::hint;

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
        let mine = !self.sense.fetch_xor(true, SeqCst);
        if self.missing.fetch_sub(1, SeqCst) == 1 {
            self.missing.store(self.threads, SeqCst);
            self.sense.store(mine, SeqCst);
            return true;
        }
        while self.sense.load(SeqCst) != mine {
            hint::spin_loop();
        }
        false
    }
}
