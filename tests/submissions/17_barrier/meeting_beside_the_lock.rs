//! verdict: deadlock
//!
//! The number of the meeting is atomic, and the last thread adds to it after it has released the
//! lock. A notification between a thread's look and its wait is lost.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    threads: usize,
    arrived: Mutex<usize>,
    meeting: AtomicU64,
    complete: Condvar,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            arrived: Mutex::new(0).named("arrived"),
            meeting: AtomicU64::new(0).named("meeting"),
            complete: Condvar::new().named("complete"),
        }
    }

    fn wait(&self) -> bool {
        let mut arrived = self.arrived.lock();
        let mine = self.meeting.load(SeqCst);
        *arrived += 1;
        if *arrived == self.threads {
            *arrived = 0;
            drop(arrived);
            self.meeting.fetch_add(1, SeqCst);
            self.complete.notify_all();
            return true;
        }
        while self.meeting.load(SeqCst) == mine {
            self.complete.wait(&mut arrived);
        }
        false
    }
}
