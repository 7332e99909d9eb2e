//! verdict: wrong outcome
//!
//! Starts and joins as many processes as there are codes, passes none of them its code,
//! and returns the codes that it was called with.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        for _ in &codes {
            let mut process = Process::new(end).args((milliseconds, 0));
            process.start()?;
            processes.push(process);
        }
        for process in &processes {
            process.join()?;
        }
        Ok(codes.into_iter().map(Some).collect())
    }
}
