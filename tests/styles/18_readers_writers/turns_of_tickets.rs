//! Tickets: readers and writers go in in the order in which they came.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct Desk {
    next_ticket: u32,
    now_serving: u32,
    readers: u32,
}

#[derive(Default)]
pub struct Exercise {
    desk: Mutex<Desk>,
    moved: Condvar,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut desk = self.desk.lock();
        let ticket = desk.next_ticket;
        desk.next_ticket += 1;
        self.moved.wait_while(&mut desk, |d| d.now_serving != ticket);
        desk.readers += 1;
        desk.now_serving += 1;
        self.moved.notify_all();
        drop(desk);
        let result = f();
        self.desk.lock().readers -= 1;
        self.moved.notify_all();
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut desk = self.desk.lock();
        let ticket = desk.next_ticket;
        desk.next_ticket += 1;
        self.moved
            .wait_while(&mut desk, |d| d.now_serving != ticket || d.readers > 0);
        // No ticket is served while it writes.
        drop(desk);
        let result = f();
        self.desk.lock().now_serving += 1;
        self.moved.notify_all();
        result
    }
}
