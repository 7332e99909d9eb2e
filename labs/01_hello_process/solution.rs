//! Lab 01, the solution: one loop starts the processes, the next one joins
//! them.

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

/// Starts every process, joins every process, and then asks each for its exit
/// code.
pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        for code in codes {
            let mut process = Process::new(end).args((milliseconds, code));
            process.start()?;
            processes.push(process);
        }
        // All of them run at the same time now.
        for process in &processes {
            process.join()?;
        }
        Ok(processes.iter().map(Process::exitcode).collect())
    }
}
