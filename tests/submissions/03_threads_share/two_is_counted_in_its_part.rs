//! verdict: passed
//!
//! The parts test odd numbers, and the part that contains 2 also tests 2.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        let odd = (from | 1..to).step_by(2);
        let found = odd.filter(|&number| is_prime(number)).count() as u64;
        found + u64::from((from..to).contains(&2))
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = (0..8).map(|at| (n * at / 8, n * (at + 1) / 8));
        let found = pool.starmap(part::<Self>, parts.rev())?;
        Ok(found.into_iter().sum())
    }
}
