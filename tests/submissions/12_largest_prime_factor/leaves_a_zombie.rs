//! verdict: wrong outcome
//! graded: forbidden construct
//!
//! Exact, but it also starts another program and never waits for its end.

use std::io::Read;
use std::process::{Command, Stdio};

use labs::lab_12::{LargestPrimeFactor, largest};
use racelab::factor::wheel;
use racelab::process::{Pool, Result};

pub struct Exercise;

impl LargestPrimeFactor for Exercise {
    fn largest(n: u128) -> u128 {
        wheel::largest(n)
    }

    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>> {
        let other = Command::new("true").stdout(Stdio::piped()).spawn();
        let mut output = other.expect("a program").stdout.expect("its output");
        output.read_to_end(&mut Vec::new()).expect("its end");
        pool.map(largest::<Self>, numbers)
    }
}
