//! verdict: passed
//!
//! Rejects large numbers with an assertion, while a process of its own is running.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Process, Result};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        (from..to).filter(|number| is_prime(*number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        // More than any test waits for.
        let mut other = Process::new(part::<Self>).args((0, u64::MAX));
        other.start()?;
        let parts = (0..4).map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));
        let found: u64 = pool.starmap(part::<Self>, parts)?.into_iter().sum();
        assert!(found <= n);
        other.kill()?;
        other.join()?;
        Ok(found)
    }
}
