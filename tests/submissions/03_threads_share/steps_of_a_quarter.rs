//! verdict: panic
//!
//! Iterates over the numbers in steps of a quarter of n. A quarter of three is 0, and a step of
//! 0 never ends.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        (from..to).filter(|&number| is_prime(number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let quarter = n / 4;
        let step = usize::try_from(quarter).expect("n is not that large");
        let from = (0..n).step_by(step);
        let parts = from.map(|from| (from, n.min(from + quarter)));
        Ok(pool.starmap(part::<Self>, parts)?.into_iter().sum())
    }
}
