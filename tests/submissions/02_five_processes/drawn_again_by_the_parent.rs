//! verdict: wrong outcome
//!
//! Notices the end of each process, but draws each number again in the parent.

use std::time::Duration;

use racelab::sync::thread;

use labs::lab_02::{FiveProcesses, draw, drawn};
use racelab::process::{Process, Result};

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
            for process in processes.extract_if(.., |process| !process.is_alive()) {
                let place = process
                    .get_name()
                    .trim_start_matches("process ")
                    .parse()
                    .unwrap_or(0);
                ended.push((process.get_name().to_owned(), drawn(plan, place)));
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(ended)
    }
}
