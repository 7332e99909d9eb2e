//! A ticket says which meeting a thread belongs to; the threads spin until the door of that
//! meeting is open.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{
    AtomicUsize,
    Ordering::{AcqRel, Acquire, Release},
};
use racelab::sync::hint;

pub struct Exercise {
    threads: usize,
    tickets: AtomicUsize,
    open: AtomicUsize,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            tickets: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
        }
    }

    fn wait(&self) -> bool {
        let ticket = self.tickets.fetch_add(1, AcqRel);
        let meeting = ticket / self.threads + 1;
        if ticket % self.threads + 1 == self.threads {
            self.open.store(meeting, Release);
            return true;
        }
        while self.open.load(Acquire) < meeting {
            hint::spin_loop();
        }
        false
    }
}
