//! Lab 04, the exercise: you are the scheduler.
//!
//! Part one. Thread A adds 1 to x and thread B adds 2. Each addition is two steps: read x,
//! then write x. You decide their order. Return a schedule, a letter for each of the
//! four steps, that ends with the x that the check asks for.
//!
//! Part two. Thread A adds 1 to x twice, thread B adds 10 twice: eight steps. For each value
//! that the check asks about, return a schedule that ends with it, or say why none does.
//!
//! To see a schedule of part one at work:  cargo run --bin 04_one_two_or_three -- replay A2B2
//! To have yours checked:                  cargo run --bin 04_one_two_or_three -- check

use labs::lab_04::{Ending, Scheduler, Why};

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        match x {
            1 => "A2B2".to_string(), // A reads and writes, then B does: is x 1?
            2 => "A2B2".to_string(),
            _ => "A2B2".to_string(),
        }
    }

    fn ending(x: u64) -> Ending {
        match x {
            22 => Ending::By("A4B4".to_string()), // one thread after the other: nothing is lost
            11 => Ending::Never(Why::OneLostAtMost), // is that so?
            _ => Ending::Open,
        }
    }
}
