//! A spin lock that runs a closure over both fields.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

struct Spin<T> {
    is_locked: AtomicBool,
    inside: T,
}

impl<T> Spin<T> {
    fn with<R>(&self, section: impl FnOnce(&T) -> R) -> R {
        while self
            .is_locked
            .compare_exchange_weak(false, true, Acquire, Relaxed)
            .is_err()
        {
            hint::spin_loop();
        }
        let result = section(&self.inside);
        self.is_locked.store(false, Release);
        result
    }
}

pub struct Exercise(Spin<Fields>);

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self(Spin {
            is_locked: AtomicBool::new(false),
            inside: fields,
        })
    }

    fn transfer(&self, amount: u64) {
        self.0.with(|Fields { checking, savings }| {
            checking.set(checking.get() - amount);
            savings.set(savings.get() + amount);
        });
    }

    fn read(&self) -> (u64, u64) {
        self.0
            .with(|fields| (fields.checking.get(), fields.savings.get()))
    }
}
