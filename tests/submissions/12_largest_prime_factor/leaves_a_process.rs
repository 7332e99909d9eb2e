//! verdict: wrong outcome
//!
//! Exact, but a process of its own is left behind, which nobody joins.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::factor::wheel;
use racelab::process::{Pool, Process, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        wheel::largest(n)
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        // A prime, which takes the wheel longer than anybody waits.
        let mersenne = (1 << 127) - 1;
        let mut process = Process::new(largest::<Self>).args((mersenne,)).daemon(true);
        process.start()?;
        pool.map(largest::<Self>, numbers)
    }
}
