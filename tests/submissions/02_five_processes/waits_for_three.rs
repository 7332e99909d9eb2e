//! verdict: wrong outcome
//!
//! Waits for three processes, and lets the others run on.

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
        while ended.len() < 3 {
            for process in processes.extract_if(.., |process| !process.is_alive()) {
                ended.push((
                    process.get_name().to_owned(),
                    process.exitcode().unwrap_or(0),
                ));
            }
        }
        Ok(ended)
    }
}
