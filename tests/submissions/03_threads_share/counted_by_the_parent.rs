//! verdict: no concurrency
//!
//! Right, but the parent counts, and the pool has nothing to do.

use labs::lab_03::{CountPrimes, is_prime};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        (from..to).filter(|&number| is_prime(number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        assert!(!pool.pids().is_empty());
        Ok(Self::part(0, n))
    }
}
