//! verdict: wrong outcome
//!
//! Starts six processes, all with the code that one of them exits with, and invents the other
//! codes.

use labs::lab_01::{HelloProcess, ITS_OWN, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        for _ in &codes {
            let mut process = Process::new(end).args((milliseconds, ITS_OWN));
            process.start()?;
            processes.push(process);
        }
        for process in &processes {
            process.join()?;
        }
        let said = codes
            .iter()
            .zip(&processes)
            .map(|(code, process)| match *code {
                ITS_OWN => process.exitcode(),
                ..0 => Some(*code),
                code => Some(code & 0xff),
            });
        Ok(said.collect())
    }
}
