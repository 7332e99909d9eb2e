//! verdict: wrong outcome
//!
//! Starts two processes for each place: it hears when the first ones end, and asks the second
//! ones for their numbers.

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
        let mut first: Vec<_> = (0..5)
            .map(|place| begin(plan, place))
            .collect::<Result<_>>()?;
        let second: Vec<_> = (0..5)
            .map(|place| begin(plan, place))
            .collect::<Result<_>>()?;
        let mut names = Vec::new();
        while !first.is_empty() {
            let ended = first.extract_if(.., |process| !process.is_alive());
            names.extend(ended.map(|process| process.get_name().to_owned()));
            thread::sleep(Duration::from_millis(1));
        }
        second.iter().try_for_each(Process::join)?;
        let number = |name: &String| {
            let process = second.iter().find(|process| process.get_name() == name);
            process.and_then(Process::exitcode).expect("it has ended")
        };
        Ok(names
            .into_iter()
            .map(|name| {
                let number = number(&name);
                (name, number)
            })
            .collect())
    }
}
