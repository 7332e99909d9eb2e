//! verdict: panic
//!
//! Cuts the numbers into chunks of a quarter of their number, which is 0 for three numbers.

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, Pool, Result};

pub struct Exercise;

impl PoolMethods for Exercise {
    fn chain(pool: &Pool, first: u64, times: u64) -> Result<u64> {
        (0..times).try_fold(first, |number, _| pool.apply(next, (number,)))
    }

    fn squares(pool: &Pool, numbers: Vec<u64>) -> Result<Vec<u64>> {
        let mut asked = Vec::new();
        for chunk in numbers.chunks(numbers.len() / 4) {
            for number in chunk {
                asked.push(pool.apply_async(square, (*number,))?);
            }
        }
        asked.iter().map(|square| square.get()).collect()
    }

    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>> {
        pool.starmap(product, pairs)
    }

    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>> {
        pool.map_async(square, numbers)
    }

    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()> {
        pool.imap_unordered(square, numbers)?
            .try_for_each(|square| square.map(&mut *hear))
    }
}
