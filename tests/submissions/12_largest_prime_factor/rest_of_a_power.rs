//! verdict: wrong outcome
//!
//! Divides by each factor as often as possible, and does not remember the factor: of a power of one
//! prime, 1 is left.

use labs::lab_12::LargestPrimeFactor;
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(mut n: u128) -> u128 {
        let mut i = 2;
        while i <= n / i {
            while n % i == 0 {
                n /= i;
            }
            i += 1;
        }
        n
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map(labs::lab_12::largest::<Self>, numbers)
    }
}
