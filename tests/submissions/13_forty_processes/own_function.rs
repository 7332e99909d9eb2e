//! verdict: wrong outcome
//!
//! A function that is in no list of tasks: a worker does not know it.

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

fn both(seed: u64, place: u64) -> (u64, u64) {
    let number = random_number(seed, place);
    (number, smallest_prime_factor(number))
}

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        pool.starmap(both, (0..count).map(|place| (seed, place)))
    }
}
