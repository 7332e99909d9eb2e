//! verdict: no concurrency
//!
//! Two parts, so that two of the four workers have nothing to do.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        (from..to).filter(|&number| is_prime(number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let found = pool.starmap(part::<Self>, [(0, n / 2), (n / 2, n)])?;
        Ok(found.iter().sum())
    }
}
