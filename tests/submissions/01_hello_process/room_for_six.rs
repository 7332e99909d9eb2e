//! verdict: wrong outcome
//!
//! Has room for six processes, and returns six exit codes for every list.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes: [Option<Process>; 6] = Default::default();
        for (place, code) in processes.iter_mut().zip(codes) {
            let mut process = Process::new(end).args((milliseconds, code));
            process.start()?;
            *place = Some(process);
        }
        let mut found = Vec::new();
        for process in &processes {
            if let Some(process) = process {
                process.join()?;
            }
            found.push(process.as_ref().and_then(Process::exitcode));
        }
        Ok(found)
    }
}
