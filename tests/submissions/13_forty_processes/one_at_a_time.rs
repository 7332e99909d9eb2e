//! verdict: no concurrency
//!
//! `apply` waits for its result, so each worker waits for the one before.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let mut pairs = Vec::new();
        for place in 0..count {
            let number = pool.apply(random_number, (seed, place))?;
            pairs.push((number, pool.apply(smallest_prime_factor, (number,))?));
        }
        Ok(pairs)
    }
}
