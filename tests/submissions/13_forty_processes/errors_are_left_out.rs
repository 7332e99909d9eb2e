//! verdict: wrong outcome
//!
//! Leaves out each number and each factor that is an error.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let numbers = pool.starmap_async(random_number, (0..count).map(|place| (seed, place)))?;
        let numbers = numbers.get().unwrap_or_default();
        let factors = pool.imap(smallest_prime_factor, numbers.clone())?.flatten();
        Ok(numbers.iter().copied().zip(factors).collect())
    }
}
