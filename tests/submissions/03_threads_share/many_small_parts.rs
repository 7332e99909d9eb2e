//! verdict: passed
//!
//! Parts of a thousand numbers, which callbacks add up as the results come.

use labs::lab_03::{CountPrimes, is_prime, part};
use racelab::process::{AsyncResult, Pool, Result};
use racelab::sync::{Arc, Mutex};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        (from..to).filter(|&number| is_prime(number)).count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let sum = Arc::new(Mutex::new(0));
        let asked = (0..n).step_by(1_000).map(|from| {
            let sum = Arc::clone(&sum);
            let asked = pool.apply_async(part::<Self>, (from, n.min(from + 1_000)))?;
            Ok(asked.callback(move |found| *sum.lock() += found))
        });
        let asked: Vec<AsyncResult<u64>> = asked.collect::<Result<_>>()?;
        for part in asked {
            part.get()?;
        }
        let sum = *sum.lock();
        Ok(sum)
    }
}
