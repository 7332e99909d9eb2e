//! verdict: passed
//!
//! Crosses out multiples instead of testing each number.

use labs::lab_03::{CountPrimes, part};
use racelab::process::{Pool, Result, chunked};

pub struct Exercise;

impl CountPrimes for Exercise {
    fn part(from: u64, to: u64) -> u64 {
        let mut is_prime = vec![true; usize::try_from(to - from).expect("it fits")];
        for divisor in (2..).take_while(|divisor| divisor * divisor < to) {
            let first = from.next_multiple_of(divisor).max(divisor * divisor);
            for multiple in (first..to).step_by(usize::try_from(divisor).expect("it fits")) {
                is_prime[usize::try_from(multiple - from).expect("it fits")] = false;
            }
        }
        let numbers = (from..to).zip(is_prime);
        numbers
            .filter(|&(number, prime)| number >= 2 && prime)
            .count() as u64
    }

    fn count(pool: &Pool, n: u64) -> Result<u64> {
        let parts = [3, 2, 1, 0]
            .into_iter()
            .map(|quarter| (n * quarter / 4, n * (quarter + 1) / 4));
        let found = pool.starmap_async(part::<Self>, chunked(parts, 1))?.get()?;
        Ok(found.iter().sum())
    }
}
