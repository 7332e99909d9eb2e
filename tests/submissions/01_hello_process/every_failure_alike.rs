//! verdict: wrong outcome
//!
//! Reports every end other than a return as the same failure.

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
        let mut found = Vec::new();
        for process in &processes {
            process.join()?;
            found.push(process.exitcode().map(|code| i32::from(code != 0)));
        }
        Ok(found)
    }
}
