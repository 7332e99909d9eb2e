//! verdict: wrong outcome
//!
//! Leaves out each factor that is an error.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(mut n: u128) -> u128 {
        let mut prime_factor = 1;
        let mut i = 2;
        while i <= n / i {
            if n.is_multiple_of(i) {
                prime_factor = i;
                n /= i;
            } else {
                i += 1;
            }
        }
        if prime_factor < n { n } else { prime_factor }
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        Ok(pool.imap(largest::<Self>, numbers)?.flatten().collect())
    }
}
