//! Lab 01: this is the file that you edit.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

/// Starts every process, and asks how it ended before it has.
pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut found = Vec::new();
        for code in codes {
            let mut process = Process::new(end).args((milliseconds, code));
            process.start()?;
            found.push(process.exitcode());
        }
        Ok(found)
    }
}
