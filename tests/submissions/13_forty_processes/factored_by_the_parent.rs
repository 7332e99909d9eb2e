//! verdict: no concurrency
//!
//! The pool draws the numbers, and the parent factors them itself.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let numbers = pool.starmap(random_number, (0..count).map(|place| (seed, place)))?;
        let pairs = numbers
            .into_iter()
            .map(|number| (number, smallest_prime_factor(number)));
        Ok(pairs.collect())
    }
}
