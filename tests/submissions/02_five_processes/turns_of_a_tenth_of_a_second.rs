//! verdict: passed
//!
//! Waits a tenth of a second for one running process, and then for the next one.

use std::time::Duration;

use labs::lab_02::{FiveProcesses, draw};
use racelab::process::{Process, Result};

pub struct Exercise;

impl FiveProcesses for Exercise {
    fn in_order_of_completion(plan: u64) -> Result<Vec<(String, i32)>> {
        let mut left: Vec<Process> = (0..5)
            .map(|place| {
                Process::new(draw)
                    .args((plan, place))
                    .name(format!("process {place}"))
            })
            .collect();
        for process in &mut left {
            process.start()?;
        }
        let mut ended = Vec::new();
        while !left.is_empty() {
            let mut turn = 0;
            while turn < left.len() {
                if left[turn].join_timeout(Duration::from_millis(100))? {
                    let process = left.remove(turn);
                    let number = process.exitcode().unwrap_or(-1);
                    ended.push((process.get_name().to_owned(), number));
                } else {
                    turn += 1;
                }
            }
        }
        Ok(ended)
    }
}
