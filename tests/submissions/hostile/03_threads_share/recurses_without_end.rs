//! graded: stack overflow
//! unscanned: stack overflow
//!
//! A part counts the rest by recursion, and never ends: on the stacks of the workers.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

fn count(from: u64, to: u64) -> u64 {
    match from == to {
        true => 0,
        // Steps over the end.
        false => u64::from(is_prime(from)) + count(from + 2, to),
    }
}

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        count(from | 1, to & !1)
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = (0..4).map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));
        Ok(pool.starmap(part::<Self>, parts)?.into_iter().sum())
    }
}
