//! verdict: wrong outcome
//!
//! Assumes that the first write is the one that stays: 1 and 2 are exchanged.

use labs::lab_04::Scheduler;

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        let schedule = match x {
            1 => "BA2B",
            2 => "AB2A",
            _ => "A2B2",
        };
        schedule.to_owned()
    }
}
