//! verdict: no concurrency
//!
//! Knows the answers, and starts nothing.

use labs::lab_01::HelloProcess;
use racelab::process::Result;

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(_milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        Ok(codes.into_iter().map(Some).collect())
    }
}
