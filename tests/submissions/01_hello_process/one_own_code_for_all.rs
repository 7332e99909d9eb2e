//! verdict: wrong outcome
//!
//! Starts and joins every process, but asks only the last one with a code of its own choice, and
//! computes the other codes itself.

use labs::lab_01::{HelloProcess, ITS_OWN, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        for &code in &codes {
            let mut process = Process::new(end).args((milliseconds, code));
            process.start()?;
            processes.push(process);
        }
        let mut own = None;
        for (code, process) in codes.iter().zip(&processes) {
            process.join()?;
            if *code == ITS_OWN {
                own = process.exitcode();
            }
        }
        let said = codes.iter().map(|code| match *code {
            ITS_OWN => own,
            ..0 => Some(*code),
            code => Some(code & 0xff),
        });
        Ok(said.collect())
    }
}
