//! Lab 04, the solution: if both threads have read 0, the last write decides.

use labs::lab_04::Scheduler;

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        match x {
            // Both read 0. Then B writes 2, and A overwrites it with 0 + 1.
            1 => "AB2A".to_string(),
            //    ^^^^
            // Both read 0. Then A writes 1, and B overwrites it with 0 + 2.
            2 => "BA2B".to_string(),
            //    ^^^^
            // A writes before B reads: B reads the 1, and writes 1 + 2.
            _ => "A2B2".to_string(),
        }
    }
}
