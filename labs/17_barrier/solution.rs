//! Lab 17, the solution: each meeting has a number, and a thread waits for the
//! end of its own.

use labs::lab_17::Barrier;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    threads: usize,
    inside: Mutex<Inside>,
    complete: Condvar,
}

struct Inside {
    arrived: usize,
    /// The number of the meeting that threads arrive at. It only grows.
    meeting: u64,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        let inside = Inside {
            arrived: 0,
            meeting: 0,
        };
        Self {
            threads,
            inside: Mutex::new(inside).named("door"),
            complete: Condvar::new().named("complete"),
        }
    }

    fn wait(&self) -> bool {
        let mut inside = self.inside.lock();
        let mine = inside.meeting;
        inside.arrived += 1;
        if inside.arrived == self.threads {
            inside.arrived = 0;
            inside.meeting += 1;
            // One change lets all the others go on.
            self.complete.notify_all();
            return true;
        }
        // Not the count: the next meeting changes it. The condition that a
        // thread waits for must stay true until the thread has looked, however
        // late that is.
        while inside.meeting == mine {
            //    ^^^^^^^^^^^^^^^^^^^^^^
            self.complete.wait(&mut inside);
        }
        false
    }
}
