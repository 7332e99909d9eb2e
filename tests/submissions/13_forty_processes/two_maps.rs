//! verdict: passed
//!
//! Two calls of `map`, with the chunk sizes that the pool chooses.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let numbers = pool.starmap(random_number, (0..count).map(|place| (seed, place)))?;
        let factors = pool.map(smallest_prime_factor, numbers.clone())?;
        Ok(numbers.into_iter().zip(factors).collect())
    }
}
