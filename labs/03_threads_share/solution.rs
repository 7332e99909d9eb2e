//! Lab 03, the solution: each process sends its own count.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

/// Each process counts in a local variable, and sends the number.
pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        let mut found = 0;
        for number in from..to {
            if is_prime(number) {
                found += 1;
            }
        }
        // The pool sends what a task returns to the main process.
        found
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = (0..4).map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));
        let found = pool.starmap(part::<Self>, parts)?;
        Ok(found.into_iter().sum())
    }
}
