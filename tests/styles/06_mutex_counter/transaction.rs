//! A transaction that commits when it is dropped.

use std::mem::take;

use labs::lab_06::{Account, Fields};
use racelab::sync::{Mutex, MutexGuard};

struct Transaction<'a> {
    fields: MutexGuard<'a, Fields>,
    writes: Vec<(fn(&Fields) -> &racelab::sync::cell::PlainCell<u64>, u64)>,
}

impl Transaction<'_> {
    fn withdraw(mut self, amount: u64) -> Self {
        let rest = self.fields.checking.get() - amount;
        self.writes.push((|fields| &fields.checking, rest));
        self
    }

    fn deposit(mut self, amount: u64) -> Self {
        let sum = self.fields.savings.get() + amount;
        self.writes.push((|fields| &fields.savings, sum));
        self
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        for (field, value) in take(&mut self.writes) {
            field(&self.fields).set(value);
        }
    }
}

pub struct Exercise {
    fields: Mutex<Fields>,
}

impl Exercise {
    fn begin(&self) -> Transaction<'_> {
        Transaction {
            fields: self.fields.lock(),
            writes: Vec::new(),
        }
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new(fields),
        }
    }

    fn transfer(&self, amount: u64) {
        self.begin().withdraw(amount).deposit(amount);
    }

    fn read(&self) -> (u64, u64) {
        let transaction = self.begin();
        (
            transaction.fields.checking.get(),
            transaction.fields.savings.get(),
        )
    }
}
