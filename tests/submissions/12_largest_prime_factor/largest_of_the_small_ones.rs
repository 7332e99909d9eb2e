//! verdict: wrong outcome
//!
//! A table of primes below 50,000; the rest is the largest factor, or 1. It forgets that
//! a prime may occur more than once, and takes a square for a prime.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(mut n: u128) -> u128 {
        let mut prime_factor = 1;
        for i in 2..50_000 {
            if n.is_multiple_of(i) && (2..i).take_while(|d| d * d <= i).all(|d| i % d != 0) {
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
