//! verdict: no concurrency
//!
//! Joins each process before it starts the next one.

use labs::lab_01::HelloProcess;
use racelab::process::Result;

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut found = Vec::new();
        for code in codes {
            let mut process =
                racelab::process::Process::new(labs::lab_01::end).args((milliseconds, code));
            process.start()?;
            process.join()?;
            found.push(process.exitcode());
        }
        Ok(found)
    }
}
