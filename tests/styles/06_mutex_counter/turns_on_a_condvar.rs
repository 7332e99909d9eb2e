//! Tickets under a mutex; a condition variable says that the next turn has come.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct Turns {
    next: u64,
    served: u64,
}

pub struct Exercise {
    turns: Mutex<Turns>,
    has_changed: Condvar,
    fields: Fields,
}

impl Exercise {
    fn in_turn<R>(&self, section: impl FnOnce(&Fields) -> R) -> R {
        let mut turns = self.turns.lock();
        let own = turns.next;
        turns.next += 1;
        self.has_changed
            .wait_while(&mut turns, |turns| turns.served != own);
        drop(turns);
        let result = section(&self.fields);
        self.turns.lock().served += 1;
        self.has_changed.notify_all();
        result
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            turns: Mutex::default(),
            has_changed: Condvar::new(),
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        self.in_turn(|fields| {
            fields.checking.set(fields.checking.get() - amount);
            fields.savings.set(fields.savings.get() + amount);
        });
    }

    fn read(&self) -> (u64, u64) {
        self.in_turn(|fields| (fields.checking.get(), fields.savings.get()))
    }
}
