//! verdict: wrong outcome
//!
//! The process that is started last need not be the last to end.

use labs::lab_01::HelloProcess;
use racelab::process::Result;

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut found = Vec::new();
        let last = codes.len() - 1;
        for (place, code) in codes.into_iter().enumerate() {
            let longer = if place < last {
                100 * milliseconds
            } else {
                milliseconds
            };
            let mut process =
                racelab::process::Process::new(labs::lab_01::end).args((longer, code));
            process.start()?;
            if place == last {
                process.join()?;
            }
            found.push(process.exitcode());
        }
        Ok(found)
    }
}
