//! verdict: wrong outcome
//!
//! All at the same time, and then sorted by the drawn numbers.

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
        for process in processes {
            process.join()?;
            ended.push((
                process.get_name().to_owned(),
                process.exitcode().unwrap_or(0),
            ));
        }
        ended.sort_by_key(|(_, number)| *number);
        Ok(ended)
    }
}
