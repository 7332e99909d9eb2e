//! verdict: wrong outcome
//!
//! Starts each process twice, "in case one fails", and asks the second one.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        for code in codes {
            let mut two = [(); 2].map(|()| Process::new(end).args((milliseconds, code)));
            for process in &mut two {
                process.start()?;
            }
            processes.push(two);
        }
        for process in processes.iter().flatten() {
            process.join()?;
        }
        Ok(processes
            .iter()
            .map(|[_, second]| second.exitcode())
            .collect())
    }
}
