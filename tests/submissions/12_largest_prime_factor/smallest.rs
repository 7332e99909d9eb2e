//! verdict: wrong outcome
//!
//! Stops at the first factor, which is the smallest.

use labs::lab_12::LargestPrimeFactor;
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        let mut i = 2;
        while i <= n / i {
            if n % i == 0 {
                return i;
            }
            i += 1;
        }
        n
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map(labs::lab_12::largest::<Self>, numbers)
    }
}
