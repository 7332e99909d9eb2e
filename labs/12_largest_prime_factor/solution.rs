//! Lab 12, the solution: whole numbers, and one call for all of them.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::process::{Pool, Result};

/// The notebook's function in whole numbers, and the pool does the work.
pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(mut n: u128) -> u128 {
        let mut prime_factor = 1;
        let mut i = 2;
        while i <= n / i {
            if n % i == 0 {
                prime_factor = i;
                // Exact, since i divides n. In Python this is `n //= i`.
                n /= i;
            } else {
                i += 1;
            }
        }
        if prime_factor < n { n } else { prime_factor }
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.map_async(largest::<Self>, numbers)?.get()
    }
}
