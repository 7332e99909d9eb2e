//! graded: forbidden construct
//! unscanned: panic
//!
//! Searches for the nonce in its parent's memory.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        std::fs::File::open("/proc/self/mem").expect("memory");
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
