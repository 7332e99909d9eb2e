//! verdict: wrong outcome
//!
//! Lets B read an older value instead of letting it move earlier. Weak memory
//! allows that, but here only the schedule decides.

use labs::lab_04::Scheduler;

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        let schedule = match x {
            1 => "AB2A",
            2 => "A2B~1B",
            _ => "A2B2",
        };
        schedule.to_owned()
    }
}
