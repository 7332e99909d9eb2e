//! verdict: wrong outcome
//!
//! Joins the processes in the start order, and takes the order of completion from threads of its
//! own that sleep as `drawn` does.

use std::sync::mpsc::channel;
use std::thread;

use labs::lab_02::{FiveProcesses, draw, drawn};
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
        let processes: Vec<_> = (0..5)
            .map(|place| begin(plan, place))
            .collect::<Result<_>>()?;
        let (sender, receiver) = channel();
        for place in 0..5 {
            let sender = sender.clone();
            thread::spawn(move || {
                drawn(plan, place);
                let _ = sender.send(place);
            });
        }
        drop(sender);
        processes.iter().try_for_each(Process::join)?;
        let ended = receiver.iter().map(|place| {
            let process = processes.get(usize::try_from(place).unwrap_or(0));
            let number = process.and_then(Process::exitcode).expect("it has ended");
            (format!("process {place}"), number)
        });
        Ok(ended.collect())
    }
}
