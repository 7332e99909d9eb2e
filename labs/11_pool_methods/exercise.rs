//! Lab 11, the exercise: five jobs, each with the method that fits.

use labs::lab_11::{PoolMethods, next, product, square};
use racelab::process::{AsyncResult, Pool, Result};

/// Uses `apply` for everything, and one other method where `apply` cannot be used.
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
        let mut squares = Vec::new();
        for number in numbers {
            squares.push(pool.apply(square, (number,))?);
        }
        Ok(squares)
    }

    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>> {
        let mut products = Vec::new();
        for (a, b) in pairs {
            products.push(pool.apply(product, (a, b))?);
        }
        Ok(products)
    }

    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>> {
        let squares = pool.map_async(square, numbers)?;
        // Is this wait needed?
        squares.wait();
        Ok(squares)
    }

    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()> {
        for number in numbers {
            hear(pool.apply(square, (number,))?);
        }
        Ok(())
    }
}
