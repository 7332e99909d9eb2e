//! verdict: wrong outcome
//!
//! Takes 0 for the number of primes if a task fails.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        (from..to).filter(|number| is_prime(*number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = (0..4).map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));

        let counts = pool.starmap_async(part::<Self>, parts)?;
        Ok(counts.get().unwrap_or_default().into_iter().sum())
    }
}
