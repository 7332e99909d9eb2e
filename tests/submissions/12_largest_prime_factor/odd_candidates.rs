//! verdict: passed
//!
//! Two first, and then odd candidates only.

use labs::lab_12::LargestPrimeFactor;
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(mut n: u128) -> u128 {
        while n % 2 == 0 && n > 2 {
            n /= 2;
        }
        let mut i = 3;
        while i <= n / i {
            if n % i == 0 {
                n /= i;
            } else {
                i += 2;
            }
        }
        n
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map(labs::lab_12::largest::<Self>, numbers)
    }
}
