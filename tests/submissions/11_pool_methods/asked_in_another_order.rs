//! verdict: passed
//!
//! A thread for each number calls `apply` and sends the result. The order of the calls is
//! not determined; here the last thread is the first.

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, Pool, Result};
use racelab::sync::{mpsc, thread};

pub struct Exercise;

impl PoolMethods for Exercise {
    fn chain(pool: &Pool, first: u64, times: u64) -> Result<u64> {
        if times == 0 {
            return Ok(first);
        }
        let number = pool.apply(next, (first,))?;
        Self::chain(pool, number, times - 1)
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
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            for number in numbers.into_iter().rev() {
                let asked = pool.apply_async(square, (number,))?;
                let sender = sender.clone();
                scope.spawn(move || sender.send(asked.get()));
            }
            drop(sender);
            for square in receiver {
                hear(square?);
            }
            Ok(())
        })
    }
}
