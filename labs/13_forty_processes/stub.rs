//! Lab 13, the exercise: the notebook's task on a pool.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

/// The notebook's task, done by the main process alone. Give the work to the pool.
pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(_pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let mut pairs = Vec::new();
        for place in 0..count {
            let number = random_number(seed, place);
            let factor = smallest_prime_factor(number);
            pairs.push((number, factor));
        }
        Ok(pairs)
    }
}
