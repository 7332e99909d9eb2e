//! verdict: passed
//!
//! Pollard's rho instead of the loop, and `imap`.

use labs::lab_12::LargestPrimeFactor;
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        racelab::factor::rho::largest(n)
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        pool.imap(labs::lab_12::largest::<Self>, numbers)?.collect()
    }
}
