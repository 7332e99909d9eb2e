//! verdict: wrong outcome
//!
//! Integers, but of 64 bits: the notebook's numbers have 68.

use labs::lab_12::LargestPrimeFactor;
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        let (mut n, mut i) = (n as u64, 2);
        while n > 1 && i <= n / i {
            if n % i == 0 {
                n /= i;
            } else {
                i += 1;
            }
        }
        u128::from(n)
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map(labs::lab_12::largest::<Self>, numbers)
    }
}
