//! verdict: passed
//!
//! `apply_async` for everything; factoring starts as soon as the numbers are there.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let mut numbers = Vec::new();
        for place in 0..count {
            numbers.push(pool.apply_async(random_number, (seed, place))?);
        }
        let mut factors = Vec::new();
        for number in numbers {
            let number = number.get()?;
            factors.push((number, pool.apply_async(smallest_prime_factor, (number,))?));
        }
        let pairs = factors
            .into_iter()
            .map(|(number, factor)| Ok((number, factor.get()?)));
        pairs.collect()
    }
}
