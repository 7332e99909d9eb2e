//! verdict: no concurrency
//!
//! Chunks of 25 numbers: only four workers have work.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result, chunked};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let places = (0..count).map(|place| (seed, place));
        let numbers = pool.starmap(random_number, chunked(places, 25))?;
        let factors = pool.map(smallest_prime_factor, chunked(numbers.clone(), 25))?;
        Ok(numbers.into_iter().zip(factors).collect())
    }
}
