//! verdict: proved
//!
//! Computes the schedules: the thread that must write last reads early, and waits with its write.

use labs::lab_04::{Ending, Scheduler, Why};

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        let [first, last] = match x {
            1 => ['B', 'A'],
            2 => ['A', 'B'],
            _ => return "A1A1B1B1".to_owned(),
        };
        format!("{first}{last}{first}{last}")
    }

    fn ending(x: u64) -> Ending {
        // The thread that writes last keeps its own second addition. To that it adds what it has
        // read: the first additions of both threads, of one, or of none.
        let between = |first: char, last: char, steps: [&str; 3]| {
            let named = steps.concat();
            let named = named.replace('f', &first.to_string());
            Ending::By(named.replace('l', &last.to_string()))
        };
        match x {
            22 => between('A', 'B', ["ffff", "ll", "ll"]),
            21 => between('A', 'B', ["fflff", "l", "ll"]),
            12 => between('B', 'A', ["fflff", "l", "ll"]),
            20 => between('A', 'B', ["lll", "ffff", "l"]),
            2 => between('B', 'A', ["lll", "ffff", "l"]),
            11 => between('A', 'B', ["fllf", "lff", "l"]),
            0 => Ending::Never(Why::NeverWritten),
            _ => Ending::Never(Why::OnlyInBetween),
        }
    }
}
