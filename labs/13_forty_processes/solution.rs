//! Lab 13, the solution, with the notebook's methods: `apply_async` for the
//! numbers, `map_async` for the factors.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{AsyncResult, Pool, Result};

/// The notebook's task, done by the pool.
pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        // Make all calls ..
        let asked = (0..count).map(|place| pool.apply_async(random_number, (seed, place)));
        let asked: Vec<AsyncResult<u64>> = asked.collect::<Result<_>>()?;
        // .. and only then wait for the first result.
        let numbers: Vec<u64> = asked.iter().map(AsyncResult::get).collect::<Result<_>>()?;
        // One call for all factors; it returns them in the order of the
        // numbers.
        let factors = pool.map_async(smallest_prime_factor, numbers.clone())?;
        Ok(numbers.into_iter().zip(factors.get()?).collect())
    }
}
