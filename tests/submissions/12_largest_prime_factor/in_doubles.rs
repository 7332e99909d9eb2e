//! verdict: wrong outcome
//!
//! Uses the pool correctly; the division still rounds.

use labs::lab_12::LargestPrimeFactor;
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        let (mut n, mut i) = (n as f64, 2.0);
        while i <= n / i {
            if n % i == 0.0 {
                n /= i;
            } else {
                i += 1.0;
            }
        }
        n as u128
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map(labs::lab_12::largest::<Self>, numbers)
    }
}
