//! verdict: no concurrency
//!
//! Keeps the processes in a map from codes, so equal codes share one process.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = HashMap::new();
        for &code in &codes {
            if let Entry::Vacant(place) = processes.entry(code) {
                let mut process = Process::new(end).args((milliseconds, code));
                process.start()?;
                place.insert(process);
            }
        }
        processes.values().try_for_each(|process| process.join())?;
        Ok(codes
            .iter()
            .map(|code| processes[code].exitcode())
            .collect())
    }
}
