//! Threads without a permit draw tickets and park in a table; a release unparks the one whose
//! ticket is next.

use std::collections::BTreeMap;

use labs::lab_16::Semaphore;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, Thread};

struct Hall {
    permits: u64,
    tickets: u64,
    parked: BTreeMap<u64, Thread>,
}

pub struct Exercise(Mutex<Hall>);

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self(Mutex::new(Hall {
            permits,
            tickets: 0,
            parked: BTreeMap::new(),
        }))
    }

    fn acquire(&self) {
        let mut hall = self.0.lock();
        if hall.permits > 0 {
            hall.permits -= 1;
            return;
        }
        let ticket = hall.tickets;
        hall.tickets += 1;
        hall.parked.insert(ticket, thread::current());
        // A park may return without a token: the ticket is called when it is not in the table.
        while hall.parked.contains_key(&ticket) {
            drop(hall);
            thread::park();
            hall = self.0.lock();
        }
    }

    fn release(&self) {
        let mut hall = self.0.lock();
        match hall.parked.pop_first() {
            Some((_, thread)) => thread.unpark(),
            None => hall.permits += 1,
        }
    }

    fn try_acquire(&self) -> bool {
        let mut hall = self.0.lock();
        let is_there = hall.permits > 0;
        hall.permits -= u64::from(is_there);
        is_there
    }
}
