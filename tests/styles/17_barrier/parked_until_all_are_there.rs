//! Threads that come early leave a handle of theirs and park; the last one unparks them all.

use std::mem;

use labs::lab_17::Barrier;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, Thread};

#[derive(Default)]
struct Hall {
    guests: Vec<Thread>,
    evening: u32,
}

pub struct Exercise {
    seats: usize,
    hall: Mutex<Hall>,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            seats: threads,
            hall: Mutex::default(),
        }
    }

    fn wait(&self) -> bool {
        let mut hall = self.hall.lock();
        if hall.guests.len() + 1 == self.seats {
            hall.evening += 1;
            for guest in mem::take(&mut hall.guests) {
                guest.unpark();
            }
            return true;
        }
        let evening = hall.evening;
        hall.guests.push(thread::current());
        drop(hall);
        while self.hall.lock().evening == evening {
            thread::park();
        }
        false
    }
}
