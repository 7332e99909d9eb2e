//! verdict: passed
//!
//! Joins from the last to the first, which makes no difference.

use labs::lab_01::HelloProcess;
use racelab::process::Result;

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        for code in codes {
            let mut process =
                racelab::process::Process::new(labs::lab_01::end).args((milliseconds, code));
            process.start()?;
            processes.push(process);
        }
        for process in processes.iter().rev() {
            process.join()?;
        }
        Ok(processes.iter().map(|process| process.exitcode()).collect())
    }
}
