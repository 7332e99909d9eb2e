//! verdict: proved
//!
//! Every step with its own letter, and B first if it makes no difference.

use labs::lab_04::{Ending, Scheduler, Why};

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        let schedule = match x {
            1 => "BABA",
            2 => "ABAB",
            _ => "BBAA",
        };
        schedule.to_owned()
    }

    fn ending(x: u64) -> Ending {
        const SCHEDULES: [(u64, &str); 6] = [
            (2, "ABBBBAAA"),
            (20, "BAAAABBB"),
            (11, "BAABABBA"),
            (12, "AAABBABB"),
            (21, "AABBBAAB"),
            (22, "BBAAAABB"),
        ];
        match SCHEDULES.iter().find(|(end, _)| *end == x) {
            Some((_, schedule)) => Ending::By((*schedule).to_owned()),
            None if x == 0 => Ending::Never(Why::NeverWritten),
            None => Ending::Never(Why::OnlyInBetween),
        }
    }
}
