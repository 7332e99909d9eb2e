//! verdict: wrong outcome
//!
//! Sends the value of a static. In a worker it contains the counts of all of its parts.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{Pool, Result};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

static FOUND: AtomicU64 = AtomicU64::const_new(0);

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        let found = (from..to).filter(|&number| is_prime(number)).count() as u64;
        FOUND.fetch_add(found, Relaxed) + found
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = (0..16).map(|at| (n * at / 16, n * (at + 1) / 16));
        let found = pool.starmap(part::<Self>, parts)?;
        Ok(found.iter().sum())
    }
}
