//! A ticket for each thread and two turns: a reader hands on the readers' turn when it goes in, and
//! the writers' turn when it leaves.

use labs::lab_18::Gate;
use racelab::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint::spin_loop;

#[derive(Default)]
pub struct Exercise {
    tickets: AtomicUsize,
    may_read: AtomicUsize,
    may_write: AtomicUsize,
}

fn await_turn(turn: &AtomicUsize, ticket: usize) {
    while turn.load(Acquire) != ticket {
        spin_loop();
    }
}

impl Gate for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let ticket = self.tickets.fetch_add(1, Relaxed);
        await_turn(&self.may_read, ticket);
        self.may_read.fetch_add(1, Release);
        let result = f();
        self.may_write.fetch_add(1, Release);
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let ticket = self.tickets.fetch_add(1, Relaxed);
        await_turn(&self.may_write, ticket);
        let result = f();
        self.may_read.fetch_add(1, Release);
        self.may_write.fetch_add(1, Release);
        result
    }
}
