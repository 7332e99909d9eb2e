//! A number type of its own with overloaded operators, in a mutex.

use std::ops::{Add, AddAssign};

use labs::lab_05::Counter;
use racelab::sync::Mutex;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count(u64);

#[derive(Clone, Copy)]
struct One;

impl Add<One> for Count {
    type Output = Self;

    fn add(self, One: One) -> Self {
        Self(self.0 + 1)
    }
}

impl AddAssign<One> for Count {
    fn add_assign(&mut self, one: One) {
        *self = *self + one;
    }
}

impl From<Count> for u64 {
    fn from(Count(number): Count) -> Self {
        number
    }
}

pub struct Exercise(Mutex<Count>);

impl Counter for Exercise {
    fn new() -> Self {
        Self(Mutex::default())
    }

    fn increment(&self) {
        *self.0.lock() += One;
    }

    fn get(&self) -> u64 {
        (*self.0.lock()).into()
    }
}
