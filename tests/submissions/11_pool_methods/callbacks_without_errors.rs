//! verdict: wrong outcome
//!
//! Hears of each square by a callback, and of no error.

use std::sync::mpsc::channel;

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, Pool, Result};

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
        let (sender, receiver) = channel();
        let mut asked = Vec::new();
        for number in numbers {
            let sender = sender.clone();
            let tell = move |square| {
                let _ = sender.send(square);
            };
            asked.push(pool.apply_async(square, (number,))?.callback(tell));
        }
        drop(sender);
        receiver.iter().take(asked.len()).for_each(hear);
        Ok(())
    }
}
