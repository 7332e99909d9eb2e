//! The labs whose demonstration is a program of processes: their solutions, what
//! students send, and their binaries.
//!
//! This target has its own `main`: children are this program started again.

#![allow(
    unreachable_pub,
    reason = "a submission is written as a library would be"
)]

mod support;

#[cfg(unix)]
#[path = "processes/answers.rs"]
mod answers;
#[cfg(unix)]
#[path = "processes/binaries.rs"]
mod binaries;

#[cfg(unix)]
fn main() {
    answers::register();
    let mut arguments = libtest_mimic::Arguments::from_args();
    // One after the other: a check counts the children of this process.
    arguments.test_threads = Some(1);
    let mut trials = answers::all();
    trials.extend(binaries::all());
    libtest_mimic::run(&arguments, trials).exit();
}

/// There are no processes of ours on this system.
#[cfg(not(unix))]
fn main() {}
