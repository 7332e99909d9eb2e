//! verdict: wrong outcome
//! graded: forbidden construct
//!
//! Right, but it also starts another program and never waits for its end.

use std::io::Read;
use std::process::{Command, Stdio};

use labs::lab_01::HelloProcess;
use racelab::process::Result;

pub struct Exercise;

impl HelloProcess for Exercise {
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>> {
        let mut processes = Vec::new();
        for code in codes {
            let mut process =
                racelab::process::Process::new(labs::lab_01::end).args((milliseconds, code));
            process.start()?;
            processes.push(process);
        }
        let other = Command::new("true").stdout(Stdio::piped()).spawn();
        let mut output = other.expect("a program").stdout.expect("its output");
        output.read_to_end(&mut Vec::new()).expect("its end");
        for process in &processes {
            process.join()?;
        }
        Ok(processes.iter().map(|process| process.exitcode()).collect())
    }
}
