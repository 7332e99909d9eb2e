//! verdict: no concurrency
//!
//! Exact, but each worker waits for the one before.

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

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        let task = labs::lab_12::largest::<Self>;
        numbers
            .into_iter()
            .map(|n| pool.apply(task, (n,)))
            .collect()
    }
}
