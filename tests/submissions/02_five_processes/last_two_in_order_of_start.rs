//! verdict: wrong outcome
//!
//! Hears three ends in their order, and joins the last two processes in the start order.

use std::thread;
use std::time::Duration;

use labs::lab_02::{FiveProcesses, draw};
use racelab::process::{Process, Result};

pub struct Exercise;

fn begin(plan: u64, place: u64) -> Result<Process> {
    let mut process = Process::new(draw)
        .args((plan, place))
        .name(format!("process {place}"));
    process.start()?;
    Ok(process)
}

impl FiveProcesses for Exercise {
    fn in_order_of_completion(plan: u64) -> Result<Vec<(String, i32)>> {
        let mut processes: Vec<_> = (0..5)
            .map(|place| begin(plan, place))
            .collect::<Result<_>>()?;
        let mut ended = Vec::new();
        let recorded = |process: &Process| {
            (
                process.get_name().to_owned(),
                process.exitcode().expect("it has ended"),
            )
        };
        while processes.len() > 2 {
            if let Some(place) = processes.iter().position(|process| !process.is_alive()) {
                ended.push(recorded(&processes.remove(place)));
            }
            thread::sleep(Duration::from_millis(1));
        }
        for process in &processes {
            process.join()?;
            ended.push(recorded(process));
        }
        Ok(ended)
    }
}
