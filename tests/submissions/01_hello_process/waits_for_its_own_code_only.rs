//! verdict: wrong outcome
//!
//! Joins only the process that chooses its own code, which the answer cannot know, and none of
//! the others, whose codes it knows.

use labs::lab_01::{HelloProcess, ITS_OWN, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        for code in &codes {
            let mut process = Process::new(end).args((milliseconds, *code));
            process.start()?;
            if *code == ITS_OWN {
                processes.insert(0, process);
            } else {
                processes.push(process);
            }
        }
        processes[0].join()?;
        let own = processes[0].exitcode();
        let said = codes.iter().map(|code| match *code {
            ITS_OWN => own,
            ..0 => Some(*code),
            code => Some(code & 0xff),
        });
        Ok(said.collect())
    }
}
