//! verdict: wrong outcome
//!
//! The numbers are in the order of completion, but the names in the start order.

use labs::lab_02::{FiveProcesses, draw};
use racelab::process::{Process, Result};

pub struct Exercise;

impl FiveProcesses for Exercise {
    fn in_order_of_completion(plan: u64) -> Result<Vec<(String, i32)>> {
        let mut processes = Vec::new();
        for place in 0..5 {
            let name = format!("process {place}");
            let mut process = Process::new(draw).args((plan, place)).name(name);
            process.start()?;
            processes.push(process);
        }
        let mut numbers = Vec::new();
        while !processes.is_empty() {
            let ended = processes.extract_if(.., |process| !process.is_alive());
            numbers.extend(ended.map(|process| process.exitcode().unwrap_or(0)));
        }
        let names = (0..5).map(|place| format!("process {place}"));
        Ok(names.zip(numbers).collect())
    }
}
