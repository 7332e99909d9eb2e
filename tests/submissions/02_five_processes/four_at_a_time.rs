//! verdict: no concurrency
//!
//! Starts the fifth process after one of the others has ended.

use std::time::Duration;

use racelab::sync::thread;

use labs::lab_02::{FiveProcesses, draw};
use racelab::process::{Process, Result};

pub struct Exercise;

impl FiveProcesses for Exercise {
    fn in_order_of_completion(plan: u64) -> Result<Vec<(String, i32)>> {
        let mut processes: Vec<Process> = Vec::new();
        let mut ended = Vec::new();
        let mut places = 0..5;
        while ended.len() < 5 {
            for process in processes.extract_if(.., |process| !process.is_alive()) {
                ended.push((
                    process.get_name().to_owned(),
                    process.exitcode().unwrap_or(0),
                ));
            }
            if processes.len() < 4
                && let Some(place) = places.next()
            {
                let name = format!("process {place}");
                let mut process = Process::new(draw).args((plan, place)).name(name);
                process.start()?;
                processes.push(process);
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(ended)
    }
}
