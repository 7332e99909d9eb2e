//! Lab 17, the exercise: a barrier that works again and again.
//!
//! Once it is right, for any number of threads. The second time a fast thread may come round
//! before a slow one has looked. Mend that in any way you like.
//! Take locks and the like from `racelab::sync`, where the checker can see them.
//!
//! To have it proved:  cargo run --bin 17_barrier -- check

use labs::lab_17::Barrier;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    threads: usize,
    arrived: Mutex<usize>,
    complete: Condvar,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            arrived: Mutex::new(0).named("arrived"),
            complete: Condvar::new().named("complete"),
        }
    }

    fn wait(&self) -> bool {
        let mut arrived = self.arrived.lock();
        *arrived += 1;
        if *arrived == self.threads {
            // The last one begins the next meeting, and leads.
            *arrived = 0;
            self.complete.notify_all();
            return true;
        }
        while *arrived != 0 {
            self.complete.wait(&mut arrived);
        }
        false
    }
}
