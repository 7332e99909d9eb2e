//! verdict: wrong outcome
//!
//! Exact, but it leaves a process behind that it never joins.

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::factor::wheel;
use racelab::process::{Pool, Process, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        wheel::largest(n)
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        // A prime, for which the wheel takes longer than any test waits.
        let mersenne = (1 << 127) - 1;
        let mut process = Process::new(largest::<Self>).args((mersenne,)).daemon(true);
        process.start()?;
        pool.map(largest::<Self>, numbers)
    }
}
