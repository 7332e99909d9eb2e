//! verdict: no concurrency
//!
//! `later` waits for the first result, to be sure that the workers have begun.

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, EventKind, Pool, Result, WorkerEvent};
use std::time::Duration;

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
        pool.map(square, numbers)
    }

    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>> {
        pool.starmap(product, pairs)
    }

    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>> {
        let result = pool.map_async(square, numbers)?;
        let is_end = |event: &&WorkerEvent| matches!(event.kind, EventKind::Finished { .. });
        while pool.events().iter().filter(is_end).count() < 1 {
            result.wait_timeout(Duration::from_millis(1));
        }
        Ok(result)
    }

    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()> {
        for square in pool.imap_unordered(square, numbers)? {
            hear(square?);
        }
        Ok(())
    }
}
