//! verdict: wrong outcome
//!
//! Has room for eight results, as many as the demonstration has.

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, Pool, Result};

pub struct Exercise;

impl PoolMethods for Exercise {
    fn chain(pool: &Pool, first: u64, times: u64) -> Result<u64> {
        let mut number = first;
        for _ in 0..times {
            number = pool.apply(next, (number,))?;
        }
        Ok(number)
    }

    fn squares(pool: &Pool, numbers: Vec<u64>) -> Result<Vec<u64>> {
        pool.map(square, numbers.into_iter().take(8))
    }

    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>> {
        pool.starmap(product, pairs)
    }

    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>> {
        pool.map_async(square, numbers)
    }

    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()> {
        for square in pool.imap_unordered(square, numbers)? {
            hear(square?);
        }
        Ok(())
    }
}
