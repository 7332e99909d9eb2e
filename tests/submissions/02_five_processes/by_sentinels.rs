//! verdict: passed
//!
//! Reads the sentinel of each process, which ends when the process does.

use std::io::{PipeReader, Read};

use racelab::sync::{Mutex, thread};

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
        let ended = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for process in &processes {
                scope.spawn(|| -> Result<()> {
                    let mut sentinel = PipeReader::from(process.sentinel()?);
                    let read = sentinel.read(&mut [0]);
                    assert_eq!(read.ok(), Some(0), "no process writes to it");
                    process.join()?;
                    let number = process.exitcode().unwrap_or(0);
                    ended.lock().push((process.get_name().to_owned(), number));
                    Ok(())
                });
            }
        });
        Ok(ended.into_inner())
    }
}
