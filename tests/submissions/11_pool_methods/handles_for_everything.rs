//! verdict: passed
//!
//! `apply_async` wherever it works, and callbacks for results in any order.

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, Pool, Result};
use racelab::sync::mpsc;

pub struct Exercise;

impl PoolMethods for Exercise {
    fn chain(pool: &Pool, first: u64, times: u64) -> Result<u64> {
        (0..times).try_fold(first, |number, _| pool.apply_async(next, (number,))?.get())
    }

    fn squares(pool: &Pool, numbers: Vec<u64>) -> Result<Vec<u64>> {
        let asked = numbers
            .into_iter()
            .map(|number| pool.apply_async(square, (number,)));
        let asked: Vec<_> = asked.collect::<Result<_>>()?;
        asked.iter().map(AsyncResult::get).collect()
    }

    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>> {
        let asked = pairs
            .into_iter()
            .map(|pair| pool.apply_async(product, pair));
        let asked: Vec<_> = asked.collect::<Result<_>>()?;
        asked.iter().map(AsyncResult::get).collect()
    }

    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>> {
        pool.starmap_async(square, numbers.into_iter().map(|number| (number,)))
    }

    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()> {
        let (sender, receiver) = mpsc::channel();
        let mut handles = Vec::new();
        for number in numbers {
            let sender = sender.clone();
            let asked = pool.apply_async(square, (number,))?;
            handles.push(asked.callback(move |square| {
                let _ = sender.send(square);
            }));
        }
        drop(sender);
        receiver.into_iter().for_each(hear);
        handles.iter().try_for_each(|handle| handle.get().map(drop))
    }
}
