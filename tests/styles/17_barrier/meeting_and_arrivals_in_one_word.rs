//! The number of the meeting and the arrivals in one word.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire},
};
use racelab::sync::hint;

pub struct Exercise {
    threads: u64,
    word: AtomicU64,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads: threads as u64,
            word: AtomicU64::new(0),
        }
    }

    fn wait(&self) -> bool {
        let before = self.word.fetch_add(1, AcqRel);
        let (meeting, arrived) = (before >> 32, (before & 0xffff_ffff) + 1);
        if arrived == self.threads {
            self.word.fetch_add((1 << 32) - self.threads, AcqRel);
            return true;
        }
        while self.word.load(Acquire) >> 32 == meeting {
            hint::spin_loop();
        }
        false
    }
}
