//! verdict: wrong outcome
//!
//! `imap_unordered` gives the factors in the order in which they are found, and the answer
//! pairs them with the numbers in their own order.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let numbers = pool.starmap(random_number, (0..count).map(|place| (seed, place)))?;
        let factors = pool.imap_unordered(smallest_prime_factor, numbers.clone())?;
        let factors = factors.collect::<Result<Vec<_>>>()?;
        Ok(numbers.into_iter().zip(factors).collect())
    }
}
