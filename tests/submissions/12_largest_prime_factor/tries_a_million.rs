//! verdict: wrong outcome
//!
//! Tries a million candidates and takes the rest for a prime.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(mut n: u128) -> u128 {
        let mut prime_factor = 1;
        for i in 2..1_000_000 {
            if i > n / i {
                break;
            }
            while n.is_multiple_of(i) {
                prime_factor = i;
                n /= i;
            }
        }
        n.max(prime_factor)
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map(largest::<Self>, numbers)
    }
}
