//! verdict: passed
//!
//! A recursive function: each call starts a process, lets the next call start the rest, and only
//! then joins its own.

use std::collections::VecDeque;

use labs::lab_01::{HelloProcess, end};
use racelab::process::{Process, Result};

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        fn rest(milliseconds: u64, codes: &[i32]) -> Result<VecDeque<Option<i32>>> {
            let Some((&code, others)) = codes.split_first() else {
                return Ok(VecDeque::new());
            };
            let mut process = Process::new(end).args((milliseconds, code));
            process.start()?;
            let mut found = rest(milliseconds, others)?;
            process.join()?;
            found.push_front(process.exitcode());
            Ok(found)
        }
        rest(milliseconds, &codes).map(Vec::from)
    }
}
