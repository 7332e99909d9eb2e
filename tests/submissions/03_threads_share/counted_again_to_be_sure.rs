//! verdict: no concurrency
//!
//! The workers count, and then the parent counts again and returns its own result.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        let mut found = 0;
        for number in from..to {
            if is_prime(number) {
                found += 1;
            }
        }
        found
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = (0..4).map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));
        pool.starmap(part::<Self>, parts)?;
        let mut total = 0;
        for number in 2..n {
            if is_prime(number) {
                total += 1;
            }
        }
        Ok(total)
    }
}
