//! verdict: no concurrency
//!
//! Below 16,000 the main process counts alone: "a pool is not worth it".

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        (from..to).filter(|number| is_prime(*number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        if n < 16_000 {
            return Ok(Self::part(0, n));
        }
        let parts = (0..4).map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));
        Ok(pool.starmap(part::<Self>, parts)?.into_iter().sum())
    }
}
