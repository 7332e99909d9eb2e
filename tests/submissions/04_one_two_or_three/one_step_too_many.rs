//! verdict: wrong outcome
//!
//! Counts starting the thread as a step of it.

use labs::lab_04::Scheduler;

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        let schedule = match x {
            1 => "A2B3A",
            2 => "B2A3B",
            _ => "A3B3",
        };
        schedule.to_owned()
    }
}
