//! Lab 12, the exercise: an exact factor, and the work given to the pool.

use labs::lab_12::LargestPrimeFactor;
use racelab::process::{Pool, Result};

/// The notebook's function with its defect, and an `of_all` that ignores the pool.
pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        // Python's `n /= i` turns n into a double. Here n is one from the start.
        let mut n = n as f64;
        let mut prime_factor = 1.0;
        let mut i = 2.0;
        while i <= n / i {
            if n % i == 0.0 {
                prime_factor = i;
                n /= i;
            } else {
                i += 1.0;
            }
        }
        if prime_factor < n {
            prime_factor = n;
        }
        prime_factor as u128
    }

    fn of_all(_pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        Ok(numbers.into_iter().map(Self::largest).collect())
    }
}
