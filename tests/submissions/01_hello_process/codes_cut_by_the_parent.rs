//! verdict: wrong outcome
//!
//! Starts and joins all processes, and computes in the parent which codes it should see.

use labs::lab_01::{HelloProcess, end};
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
        for process in &processes {
            process.join()?;
        }
        let seen = |code: i32| if code < 0 { code } else { code & 0xff };
        Ok(codes.into_iter().map(|code| Some(seen(code))).collect())
    }
}
