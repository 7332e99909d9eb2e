//! verdict: wrong outcome
//!
//! Counts the last number of a part again as the first of the next part, and counts n.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        (from..=to).filter(|&number| is_prime(number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = (0..4).map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));
        let found = pool.starmap(part::<Self>, parts)?;
        Ok(found.iter().sum())
    }
}
