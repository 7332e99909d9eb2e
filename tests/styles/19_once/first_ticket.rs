//! The thread with the first ticket makes the value; the others meet it at a barrier each.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{Arc, Barrier, Mutex};

#[derive(Default)]
struct Line {
    tickets: u64,
    /// A barrier for two for each thread that waits.
    waiting: Vec<Arc<Barrier>>,
}

#[derive(Default)]
pub struct Exercise {
    is_made: AtomicBool,
    value: AtomicU64,
    line: Mutex<Line>,
}

impl Exercise {
    /// Returns whether this is the first ticket; all others wait for the value.
    fn is_first(&self) -> bool {
        let mut line = self.line.lock();
        line.tickets += 1;
        let is_first = line.tickets == 1;
        if !is_first && !self.is_made.load(Relaxed) {
            let meeting = Arc::new(Barrier::new(2));
            line.waiting.push(Arc::clone(&meeting));
            drop(line);
            meeting.wait();
        }
        is_first
    }
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_made.load(Acquire) && self.is_first() {
            self.value.store(make(), Relaxed);
            let mut line = self.line.lock();
            self.is_made.store(true, Release);
            let waiting = std::mem::take(&mut line.waiting);
            drop(line);
            for meeting in waiting {
                meeting.wait();
            }
        }
        self.value.load(Relaxed)
    }
}
