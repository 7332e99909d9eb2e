//! verdict: wrong outcome
//!
//! One schedule for all three, and it leads to 2.

use labs::lab_04::Scheduler;

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(_x: u64) -> String {
        "ABAB".to_owned()
    }
}
