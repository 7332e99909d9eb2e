//! verdict: wrong outcome
//!
//! Four parts of n / 4 numbers each, although n need not be a multiple of four.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        (from..to).filter(|&number| is_prime(number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let quarter = n / 4;
        let parts = (0..4).map(|at| (at * quarter, (at + 1) * quarter));
        let found = pool.starmap(part::<Self>, parts)?;
        Ok(found.iter().sum())
    }
}
