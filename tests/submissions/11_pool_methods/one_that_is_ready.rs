//! verdict: passed
//!
//! The chain calls itself, `squares` asks `later`, and `as_they_come` looks for results that are
//! ready.

use std::thread;
use std::time::Duration;

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, Pool, Result};

pub struct Exercise;

impl PoolMethods for Exercise {
    fn chain(pool: &Pool, first: u64, times: u64) -> Result<u64> {
        match times {
            0 => Ok(first),
            _ => Self::chain(pool, pool.apply(next, (first,))?, times - 1),
        }
    }

    fn squares(pool: &Pool, numbers: Vec<u64>) -> Result<Vec<u64>> {
        Self::later(pool, numbers)?.get()
    }

    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>> {
        pool.starmap_async(product, pairs)?.get()
    }

    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>> {
        pool.map_async(square, numbers)
    }

    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()> {
        let asked = numbers
            .into_iter()
            .map(|number| pool.apply_async(square, (number,)));
        let mut asked = asked.collect::<Result<Vec<_>>>()?;
        while !asked.is_empty() {
            for square in asked.extract_if(.., |square| square.ready()) {
                hear(square.get()?);
            }
            thread::sleep(Duration::from_micros(200));
        }
        Ok(())
    }
}
