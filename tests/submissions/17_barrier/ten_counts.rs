//! verdict: data race
//!
//! Ten counts in turn, none of which is ever reset. The eleventh meeting finds the first count
//! full.

use labs::lab_17::Barrier;
use racelab::sync::{Condvar, Mutex};

const COUNTS: usize = 10;

pub struct Exercise {
    threads: usize,
    count: Mutex<Count>,
    complete: Condvar,
}

#[derive(Default)]
struct Count {
    arrived: [usize; COUNTS],
    meeting: usize,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            count: Mutex::new(Count::default()).named("count"),
            complete: Condvar::new().named("complete"),
        }
    }

    fn wait(&self) -> bool {
        let mut count = self.count.lock();
        let turn = count.meeting % COUNTS;
        count.arrived[turn] += 1;
        let leads = count.arrived[turn].is_multiple_of(self.threads);
        if leads {
            count.meeting += 1;
            self.complete.notify_all();
        }
        while count.arrived[turn] < self.threads {
            self.complete.wait(&mut count);
        }
        leads
    }
}
