//! verdict: passed
//!
//! `apply_async` for each number, and only then `get`.

use labs::lab_12::LargestPrimeFactor;
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(mut n: u128) -> u128 {
        let mut i = 2;
        while i <= n / i {
            if n % i == 0 {
                n /= i;
            } else {
                i += 1;
            }
        }
        n
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        let task = labs::lab_12::largest::<Self>;
        let asked = numbers.into_iter().map(|n| pool.apply_async(task, (n,)));
        let asked = asked.collect::<Result<Vec<_>>>()?;
        asked.iter().map(|result| result.get()).collect()
    }
}
