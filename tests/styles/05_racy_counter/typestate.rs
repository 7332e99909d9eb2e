//! The type says whether the counter is open: only an open one can be written.

use std::marker::PhantomData;

use labs::lab_05::Counter;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Mutex, MutexGuard};

enum Shut {}
enum Open {}

struct Book<'a, State> {
    value: &'a PlainCell<u64>,
    guard: Option<MutexGuard<'a, ()>>,
    state: PhantomData<fn(State) -> State>,
}

impl<'a> Book<'a, Shut> {
    fn of(exercise: &'a Exercise) -> Self {
        Self {
            value: &exercise.value,
            guard: None,
            state: PhantomData,
        }
    }

    fn open(self, lock: &'a Mutex<()>) -> Book<'a, Open> {
        Book {
            value: self.value,
            guard: Some(lock.lock()),
            state: PhantomData,
        }
    }
}

impl<'a> Book<'a, Open> {
    fn write(self) -> Book<'a, Shut> {
        self.value.set(self.read() + 1);
        drop(self.guard);
        Book {
            value: self.value,
            guard: None,
            state: PhantomData,
        }
    }

    fn read(&self) -> u64 {
        self.value.get()
    }
}

pub struct Exercise {
    lock: Mutex<()>,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        Book::of(self).open(&self.lock).write();
    }

    fn get(&self) -> u64 {
        Book::of(self).open(&self.lock).read()
    }
}
