//! graded: wrong outcome
//!
//! Starts processes that sleep for an hour, as many as it can.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(_: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        loop {
            for &code in &codes {
                let mut process = Process::new(end).args((3_600_000, code));
                process.start()?;
                processes.push(process);
            }
        }
    }
}
