//! verdict: no concurrency
//!
//! Exact, but the pool has nothing to do.

use labs::lab_12::LargestPrimeFactor;
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(mut n: u128) -> u128 {
        let mut i = 2;
        while i <= n / i {
            if n % i == 0 {
                n /= i;
            } else {
                i += 1;
            }
        }
        n
    }

    fn of_all(_pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        Ok(numbers.into_iter().map(Self::largest).collect())
    }
}
