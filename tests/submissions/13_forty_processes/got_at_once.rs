//! verdict: no concurrency
//!
//! `apply_async`, but a lazy iterator gets each result before the next call: it
//! does one after the other.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let numbers = (0..count)
            .map(|place| pool.apply_async(random_number, (seed, place))?.get())
            .collect::<Result<Vec<_>>>()?;
        let factors = pool.map(smallest_prime_factor, numbers.clone())?;
        Ok(numbers.into_iter().zip(factors).collect())
    }
}
