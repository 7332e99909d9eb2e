//! verdict: wrong outcome
//!
//! Computes with an i128, for which the largest numbers are negative.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        let mut n = n as i128;
        let mut prime_factor = 1;
        let mut i = 2;
        while i <= n / i {
            if n.rem_euclid(i) == 0 {
                prime_factor = i;
                n /= i;
            } else {
                i += 1;
            }
        }
        prime_factor.max(n) as u128
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map(largest::<Self>, numbers)
    }
}
