//! verdict: passed
//!
//! A part is every fourth number: the two arguments are its first number, and n.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        let numbers = (from..to).step_by(4);
        numbers.filter(|&number| is_prime(number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let asked = (0..4).map(|first| pool.apply_async(part::<Self>, (first, n)));
        let asked: Vec<_> = asked.collect::<Result<_>>()?;
        asked.iter().map(|found| found.get()).sum()
    }
}
