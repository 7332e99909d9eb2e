//! verdict: passed
//!
//! Divides by all twos, and then tries odd candidates only.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        let mut rest = n >> n.trailing_zeros();
        let (mut prime_factor, mut i) = (2, 3);
        while i <= rest / i {
            if rest.is_multiple_of(i) {
                prime_factor = i;
                rest /= i;
            } else {
                i += 2;
            }
        }
        match rest {
            1 => prime_factor,
            rest => rest.max(prime_factor),
        }
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map(largest::<Self>, numbers)
    }
}
