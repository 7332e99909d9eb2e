//! graded: stack overflow
//! unscanned: stack overflow
//!
//! A task calls itself endlessly, on the stack of a worker.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::process::{Pool, Result};

pub struct Exercise;

fn from(n: u128, divisor: u128) -> u128 {
    match divisor {
        0 => n,
        // Never reaches 0.
        _ => from(n, divisor + 1) / 2,
    }
}

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        from(n, 2)
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map_async(largest::<Self>, numbers)?.get()
    }
}
