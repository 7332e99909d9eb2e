//! Lab 02, solved.

use std::time::Duration;

use labs::lab_02::{FiveProcesses, draw};
use racelab::process::{Process, Result};

/// Starts five processes, and asks those that are left in turns whether they
/// have ended.
pub struct Exercise;

impl FiveProcesses for Exercise {
    fn in_order_of_completion(plan: u64) -> Result<Vec<(String, i32)>> {
        let mut processes = Vec::new();
        for place in 0..5 {
            let mut process = Process::new(draw)
                .args((plan, place))
                .name(format!("process {place}"));
            process.start()?;
            processes.push(process);
        }
        let mut ended = Vec::new();
        while !processes.is_empty() {
            let mut left = Vec::new();
            for process in processes {
                // One call for each decides: a process that ends right after
                // its call stays in the list for the next round.
                if process.join_timeout(Duration::from_millis(1))? {
                    let number = process.exitcode().expect("it has ended");
                    ended.push((process.get_name().to_owned(), number));
                } else {
                    left.push(process);
                }
            }
            processes = left;
        }
        Ok(ended)
    }
}
