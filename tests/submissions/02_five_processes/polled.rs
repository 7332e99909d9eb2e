//! verdict: passed
//!
//! Checks every few milliseconds which processes have ended.

use std::time::Duration;

use racelab::sync::thread;

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
        let mut ended = Vec::new();
        while ended.len() < 5 {
            thread::sleep(Duration::from_millis(3));
            for process in &processes {
                let name = process.get_name().to_owned();
                let known = ended.iter().any(|(other, _)| *other == name);
                if let (false, Some(number)) = (known, process.exitcode()) {
                    ended.push((name, number));
                }
            }
        }
        Ok(ended)
    }
}
