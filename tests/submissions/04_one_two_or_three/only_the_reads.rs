//! verdict: wrong outcome
//!
//! Names the two reads and leaves out the writes, which happens to be right
//! for one of the three.

use labs::lab_04::Scheduler;

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        match x {
            1 => "AB2A".to_owned(),
            2 => "AB".to_owned(),
            _ => "A".to_owned(),
        }
    }
}
