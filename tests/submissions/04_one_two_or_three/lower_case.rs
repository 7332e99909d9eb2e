//! verdict: wrong outcome
//!
//! Right except for the letters: a thread is called A, not a.

use labs::lab_04::Scheduler;

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        let schedule = match x {
            1 => "abba",
            2 => "baab",
            _ => "aabb",
        };
        schedule.to_owned()
    }
}
