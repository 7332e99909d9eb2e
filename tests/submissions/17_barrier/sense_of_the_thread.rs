//! verdict: data race
//!
//! The sense of a thread is the same for all barriers: a thread that has met at one barrier comes
//! to the next one with the wrong sense.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::*};
use racelab::sync::{hint, thread_local};
use std::cell::Cell;

thread_local! { static SENSE: Cell<bool> = Cell::new(true); }

pub struct Exercise {
    threads: usize,
    left: AtomicUsize,
    sense: AtomicBool,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            left: AtomicUsize::new(threads),
            sense: AtomicBool::new(false),
        }
    }

    fn wait(&self) -> bool {
        if self.threads == 1 {
            return true;
        }
        let mine = SENSE.with(|s| {
            let v = s.get();
            s.set(!v);
            v
        });
        if self.left.fetch_sub(1, AcqRel) == 1 {
            self.left.store(self.threads, Relaxed);
            self.sense.store(mine, Release);
            return true;
        }
        while self.sense.load(Acquire) != mine {
            hint::spin_loop();
        }
        false
    }
}
