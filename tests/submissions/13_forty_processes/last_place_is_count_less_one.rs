//! verdict: panic
//!
//! Counts up to the last place, which is less than 0 if there is none.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{AsyncResult, Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let asked = (0..=count - 1).map(|place| pool.apply_async(random_number, (seed, place)));
        let asked = asked.collect::<Result<Vec<AsyncResult<u64>>>>()?;
        let numbers = asked
            .iter()
            .map(AsyncResult::get)
            .collect::<Result<Vec<u64>>>()?;
        let factors = pool.map(smallest_prime_factor, numbers.clone())?;
        Ok(numbers.into_iter().zip(factors).collect())
    }
}
