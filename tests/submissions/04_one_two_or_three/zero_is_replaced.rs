//! verdict: wrong outcome
//!
//! Gives for 0 the reason of 1 and 10; but no execution writes a 0 that could be replaced.

use labs::lab_04::{Ending, Scheduler, Why};

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

    fn ending(x: u64) -> Ending {
        let by = |schedule: &str| Ending::By(schedule.to_owned());
        match x {
            1 | 10 => Ending::Never(Why::OnlyInBetween),
            2 => by("A3B4A"),
            20 => by("B3A4B"),
            11 => by("AB2ABA2B"),
            12 => by("B2AB2A3"),
            21 => by("A2BA2B3"),
            0 => Ending::Never(Why::OnlyInBetween),
            _ => by("A4B4"),
        }
    }
}
