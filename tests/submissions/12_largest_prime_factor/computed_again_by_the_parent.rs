//! verdict: no concurrency
//!
//! The workers compute all factors, and then the parent computes them again.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        let (mut n, mut i) = (n, 2);
        while i * i <= n {
            if n % i == 0 {
                n /= i;
            } else {
                i += 1;
            }
        }
        n
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map(largest::<Self>, numbers.clone())?;
        Ok(numbers.into_iter().map(Self::largest).collect())
    }
}
