//! verdict: wrong outcome
//!
//! Takes the number itself for the factor of a number whose task fails.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{AsyncResult, Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let numbers = pool.starmap(random_number, (0..count).map(|place| (seed, place)))?;
        let asked = numbers
            .iter()
            .map(|number| pool.apply_async(smallest_prime_factor, (*number,)));
        let asked = asked.collect::<Result<Vec<AsyncResult<u64>>>>()?;
        let pairs = numbers.iter().zip(&asked);
        Ok(pairs
            .map(|(number, factor)| (*number, factor.get().unwrap_or(*number)))
            .collect())
    }
}
