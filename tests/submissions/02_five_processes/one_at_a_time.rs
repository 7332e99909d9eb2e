//! verdict: no concurrency
//!
//! Waits for each process before it starts the next one: so the order of completion is the
//! order of the start.

use labs::lab_02::{FiveProcesses, draw};
use racelab::process::{Process, Result};

pub struct Exercise;

impl FiveProcesses for Exercise {
    fn in_order_of_completion(plan: u64) -> Result<Vec<(String, i32)>> {
        let mut ended = Vec::new();
        for place in 0..5 {
            let name = format!("process {place}");
            let mut process = Process::new(draw).args((plan, place)).name(name);
            process.start()?;
            process.join()?;
            let number = process.exitcode().unwrap_or(0);
            ended.push((process.get_name().to_owned(), number));
        }
        Ok(ended)
    }
}
