//! verdict: proved
//!
//! A thread draws a ticket and waits until as many permits have been released: first come, first
//! served. Any waiter may have the next ticket, so a release wakes all.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    tickets: Mutex<Tickets>,
    served: Condvar,
}

struct Tickets {
    next: u64,
    served: u64,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let tickets = Tickets {
            next: 0,
            served: permits,
        };
        Self {
            tickets: Mutex::new(tickets).named("tickets"),
            served: Condvar::new().named("served"),
        }
    }

    fn acquire(&self) {
        let mut tickets = self.tickets.lock();
        let mine = tickets.next;
        tickets.next += 1;
        while tickets.served <= mine {
            self.served.wait(&mut tickets);
        }
    }

    fn release(&self) {
        self.tickets.lock().served += 1;
        self.served.notify_all();
    }

    fn try_acquire(&self) -> bool {
        let mut tickets = self.tickets.lock();
        let is_free = tickets.next < tickets.served;
        if is_free {
            tickets.next += 1;
        }
        is_free
    }
}
