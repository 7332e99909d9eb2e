//! verdict: wrong outcome
//!
//! Joins no process, and assumes that all have ended by then.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};
use std::thread;
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
        thread::sleep(Duration::from_millis(milliseconds + 50));
        Ok(processes.iter().map(Process::exitcode).collect())
    }
}
