//! verdict: wrong outcome
//! holds: 3
//!
//! An answer to part one: it does not know part two.

use labs::lab_04::{Scheduler};

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        let schedule = match x {
            1 => "AB2A",
            2 => "BA2B",
            _ => "A2B2",
        };
        schedule.to_owned()
    }
}
