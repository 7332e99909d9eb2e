//! verdict: passed
//!
//! Gets each result when it is needed; meanwhile the workers of `imap` go on with the next items.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let numbers = pool.starmap(random_number, (0..count).map(|place| (seed, place)))?;
        let mut pairs = Vec::new();
        for (&number, factor) in numbers
            .iter()
            .zip(pool.imap(smallest_prime_factor, numbers.clone())?)
        {
            pairs.push((number, factor?));
        }
        Ok(pairs)
    }
}
