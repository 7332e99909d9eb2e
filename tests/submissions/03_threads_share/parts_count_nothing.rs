//! verdict: wrong outcome
//!
//! The parts count nothing: each sends its length. The parent counts all primes, and adds only
//! the difference between the lengths and what the parts sent.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        to - from
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = (0..4).map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));
        let sent: u64 = pool.starmap(part::<Self>, parts)?.into_iter().sum();
        let found = (0..n).filter(|number| is_prime(*number)).count() as u64;
        Ok(found + (sent - n))
    }
}
