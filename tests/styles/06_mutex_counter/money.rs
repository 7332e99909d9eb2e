//! A newtype for money, with operators that check.

use std::fmt;
use std::ops::{Add, Sub};

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Money(u64);

impl Add for Money {
    type Output = Self;

    fn add(self, Self(other): Self) -> Self {
        Self(
            self.0
                .checked_add(other)
                .expect("there is not that much money"),
        )
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        assert!(other <= self, "{other} is more than {self}");
        Self(self.0 - other.0)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

pub struct Exercise {
    fields: Mutex<Fields>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new(fields),
        }
    }

    fn transfer(&self, amount: u64) {
        let fields = self.fields.lock();
        let [checking, savings] =
            [&fields.checking, &fields.savings].map(|field| Money(field.get()));
        fields.checking.set((checking - Money(amount)).0);
        fields.savings.set((savings + Money(amount)).0);
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.lock();
        (fields.checking.get(), fields.savings.get())
    }
}
