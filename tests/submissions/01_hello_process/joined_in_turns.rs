//! verdict: passed
//!
//! Takes turns: joins each process for a moment until all have ended.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};
use std::time::Duration;

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        for code in codes {
            let mut process = Process::new(end).args((milliseconds, code));
            process.start()?;
            processes.push(process);
        }
        while processes.iter().any(Process::is_alive) {
            for process in &processes {
                process.join_timeout(Duration::from_millis(5))?;
            }
        }
        Ok(processes.iter().map(Process::exitcode).collect())
    }
}
