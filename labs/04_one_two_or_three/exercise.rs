//! Lab 04, the exercise: you are the scheduler.
//!
//! Thread A adds 1 to x and thread B adds 2. Each addition is two steps: read x,
//! then write x. You decide their order. Return a schedule, a letter for each of the
//! four steps, that ends with the x that the check asks for.
//!
//! To see a schedule at work:  cargo run --bin 04_one_two_or_three -- replay A2B2
//! To have yours checked:      cargo run --bin 04_one_two_or_three -- check

use labs::lab_04::Scheduler;

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        match x {
            1 => "A2B2".to_string(), // A reads and writes, then B does: is x 1?
            2 => "A2B2".to_string(),
            _ => "A2B2".to_string(),
        }
    }
}
