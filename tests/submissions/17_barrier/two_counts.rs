//! verdict: data race
//!
//! Two counts in turn, so that the next meeting does not change the one that slow threads still
//! look at. But no thread resets them: the third meeting finds the first count full. Two meetings
//! are right.

use labs::lab_17::Barrier;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    threads: usize,
    inside: Mutex<Inside>,
    complete: Condvar,
}

#[derive(Default)]
struct Inside {
    meeting: usize,
    arrived: [usize; 2],
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            inside: Mutex::new(Inside::default()).named("door"),
            complete: Condvar::new().named("complete"),
        }
    }

    fn wait(&self) -> bool {
        let mut inside = self.inside.lock();
        let mine = inside.meeting % 2;
        inside.arrived[mine] += 1;
        if inside.arrived[mine].is_multiple_of(self.threads) {
            inside.meeting += 1;
            self.complete.notify_all();
            return true;
        }
        while inside.arrived[mine] < self.threads {
            self.complete.wait(&mut inside);
        }
        false
    }
}
