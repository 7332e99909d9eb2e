//! verdict: wrong outcome
//!
//! Says that x never ends as 11: two additions cannot both be lost, one of each thread.

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
            0 => Ending::Never(Why::NeverWritten),
            1 | 10 => Ending::Never(Why::OnlyInBetween),
            2 => by("A3B4A"),
            20 => by("B3A4B"),
            11 => Ending::Never(Why::OneLostAtMost),
            12 => by("B2AB2A3"),
            21 => by("A2BA2B3"),
            _ => by("A4B4"),
        }
    }
}
