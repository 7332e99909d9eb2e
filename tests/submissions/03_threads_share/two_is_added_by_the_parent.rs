//! verdict: wrong outcome
//!
//! The parts test only odd numbers, and the parent adds the one even prime.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        let odd = (from | 1..to).step_by(2);
        odd.filter(|&number| is_prime(number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = (0..4).map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));
        let found: u64 = pool.starmap(part::<Self>, parts)?.into_iter().sum();
        Ok(found + u64::from(n > 2))
    }
}
