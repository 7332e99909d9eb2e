//! An account that is generic over its lock, with a generic associated type for the guard.

use std::ops::Deref;

use labs::lab_06::{Account, Fields};
use racelab::sync::{Mutex, MutexGuard};

trait Lock<T> {
    type Guard<'a>: Deref<Target = T>
    where
        Self: 'a,
        T: 'a;

    fn around(value: T) -> Self;
    fn hold(&self) -> Self::Guard<'_>;
}

impl<T> Lock<T> for Mutex<T> {
    type Guard<'a>
        = MutexGuard<'a, T>
    where
        T: 'a;

    fn around(value: T) -> Self {
        Mutex::new(value)
    }

    fn hold(&self) -> MutexGuard<'_, T> {
        self.lock()
    }
}

pub struct Bank<L> {
    fields: L,
}

pub type Exercise = Bank<Mutex<Fields>>;

impl<L: Lock<Fields> + Send + Sync + 'static> Account for Bank<L> {
    fn new(fields: Fields) -> Self {
        Self {
            fields: L::around(fields),
        }
    }

    fn transfer(&self, amount: u64) {
        let fields = self.fields.hold();
        fields.checking.set(fields.checking.get() - amount);
        fields.savings.set(fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.hold();
        (fields.checking.get(), fields.savings.get())
    }
}
