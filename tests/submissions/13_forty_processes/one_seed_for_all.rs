//! verdict: wrong outcome
//!
//! Every worker draws for place 0, and so all draw the same number.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let numbers = pool.starmap(random_number, (0..count).map(|_| (seed, 0)))?;
        let factors = pool.map(smallest_prime_factor, numbers.clone())?;
        Ok(numbers.into_iter().zip(factors).collect())
    }
}
