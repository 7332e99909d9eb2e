//! verdict: proved
//! graded: forbidden construct
//!
//! The library's barrier, which the exercise is to build.

use labs::lab_17;
use racelab::sync::Barrier;

pub struct Exercise {
    barrier: Barrier,
}

impl lab_17::Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            barrier: Barrier::new(threads),
        }
    }

    fn wait(&self) -> bool {
        self.barrier.wait().is_leader()
    }
}
