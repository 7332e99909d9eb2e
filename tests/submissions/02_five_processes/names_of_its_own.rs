//! verdict: passed
//!
//! The processes keep their default names; a struct knows which process is which.

use std::time::Duration;

use racelab::sync::thread;

use labs::lab_02::{FiveProcesses, draw};
use racelab::process::{Process, Result};

struct Runner {
    place: u64,
    process: Process,
    heard: bool,
}

pub struct Exercise;

impl FiveProcesses for Exercise {
    fn in_order_of_completion(plan: u64) -> Result<Vec<(String, i32)>> {
        let mut runners = Vec::new();
        for place in 0..5 {
            let mut process = Process::new(draw).args((plan, place));
            process.start()?;
            runners.push(Runner {
                place,
                process,
                heard: false,
            });
        }
        let mut ended = Vec::new();
        loop {
            for runner in runners.iter_mut().filter(|r| !r.heard) {
                if let Some(number) = runner.process.exitcode() {
                    runner.heard = true;
                    ended.push((format!("process {}", runner.place), number));
                }
            }
            if ended.len() == 5 {
                return Ok(ended);
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}
