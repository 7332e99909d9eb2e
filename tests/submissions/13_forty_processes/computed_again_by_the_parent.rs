//! verdict: no concurrency
//!
//! The workers draw and factor, and then the parent does both again.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        pool.starmap(random_number, (0..count).map(|p| (seed, p)))?;
        let numbers: Vec<u64> = (0..count).map(|place| random_number(seed, place)).collect();
        pool.map(smallest_prime_factor, numbers.clone())?;
        Ok(numbers
            .into_iter()
            .map(|n| (n, smallest_prime_factor(n)))
            .collect())
    }
}
