//! verdict: wrong outcome
//! graded: forbidden construct
//!
//! Right, but it also starts another program and never waits for its end.

use std::io::Read;
use std::process::{Command, Stdio};

use labs::lab_13::{FortyProcesses, random_number, smallest_prime_factor};
use racelab::process::{Pool, Result};

pub struct Exercise;

impl FortyProcesses for Exercise {
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>> {
        let other = Command::new("true").stdout(Stdio::piped()).spawn();
        let mut output = other.expect("a program").stdout.expect("its output");
        output.read_to_end(&mut Vec::new()).expect("its end");
        let numbers = pool.starmap(random_number, (0..count).map(|place| (seed, place)))?;
        let factors = pool.map(smallest_prime_factor, numbers.clone())?;
        Ok(numbers.into_iter().zip(factors).collect())
    }
}
