//! verdict: passed
//!
//! Asks for the factor of a number as soon as that number is there.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{AsyncResult, Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let asked = (0..count).map(|place| pool.apply_async(random_number, (seed, place)));
        let asked = asked.collect::<Result<Vec<AsyncResult<u64>>>>()?;
        let factors = asked.iter().map(|number| {
            let number = number.get()?;
            Ok((number, pool.apply_async(smallest_prime_factor, (number,))?))
        });
        let factors = factors.collect::<Result<Vec<_>>>()?;
        factors
            .into_iter()
            .map(|(number, factor)| Ok((number, factor.get()?)))
            .collect()
    }
}
