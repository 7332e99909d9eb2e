//! Lab 04, the solution: the last write decides, and what its thread has read
//! before.

use labs::lab_04::{Ending, Scheduler, Why};

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

    fn ending(x: u64) -> Ending {
        let by = |schedule: &str| Ending::By(schedule.to_string());
        match x {
            // No thread writes 0: each sum is at least 1.
            0 => Ending::Never(Why::NeverWritten),
            // A writes 1, and B 10, only if it has read 0. A thread's second
            // addition reads what its own first one has written, or what has
            // replaced that, and no write is 0.
            1 | 10 => Ending::Never(Why::OnlyInBetween),
            // A has read its own 1 before B begins, and writes 2 over all that
            // B has added.
            2 => by("A3B4A"),
            // The same the other way round.
            20 => by("B3A4B"),
            // A's first write replaces B's 10, so B reads 1. B's 1 + 10
            // replaces A's 2.
            11 => by("AB2ABA2B"),
            // A reads the 10 and writes 11 over B's 20; its second addition is
            // left too.
            12 => by("B2AB2A3"),
            // The same the other way round.
            21 => by("A2BA2B3"),
            _ => by("A4B4"),
        }
    }
}
