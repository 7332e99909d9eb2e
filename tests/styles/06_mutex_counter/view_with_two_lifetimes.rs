//! A view with two lifetimes: of the account, and of the guard that it borrows.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Mutex, MutexGuard};

struct View<'guard, 'account: 'guard> {
    fields: &'account Fields,
    _guard: &'guard MutexGuard<'account, ()>,
}

impl<'guard, 'account: 'guard> View<'guard, 'account> {
    fn of(account: &'account Exercise, guard: &'guard MutexGuard<'account, ()>) -> Self {
        Self {
            fields: &account.fields,
            _guard: guard,
        }
    }

    fn both(&self) -> (u64, u64) {
        (self.fields.checking.get(), self.fields.savings.get())
    }

    fn put(&self, (checking, savings): (u64, u64)) {
        self.fields.checking.set(checking);
        self.fields.savings.set(savings);
    }
}

pub struct Exercise {
    lock: Mutex<()>,
    fields: Fields,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            lock: Mutex::new(()),
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        let guard = self.lock.lock();
        let view = View::of(self, &guard);
        let (checking, savings) = view.both();
        view.put((checking - amount, savings + amount));
    }

    fn read(&self) -> (u64, u64) {
        let guard = self.lock.lock();
        View::of(self, &guard).both()
    }
}
