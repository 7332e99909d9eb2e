//! graded: forbidden construct
//!
//! Kills its parent, the grader.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        // SAFETY: none.
        unsafe { kill(getppid(), 9) };
        let mut processes = Vec::new();
        for code in codes {
            let mut process = Process::new(end).args((milliseconds, code));
            process.start()?;
            processes.push(process);
        }
        processes.iter().try_for_each(Process::join)?;
        Ok(processes.iter().map(|process| process.exitcode()).collect())
    }
}

unsafe extern "C" {
    fn kill(process: i32, signal: i32) -> i32;
    fn getppid() -> i32;
}
