//! The labs whose demonstration is a program of processes: their solutions, and what
//! students send. A release without solutions simply lacks this file.
//!
//! This target has its own `main`: children are this program started again.

#![allow(
    unreachable_pub,
    reason = "a submission is written as a library would be"
)]

#[cfg(unix)]
#[path = "processes/answers.rs"]
mod answers;

#[cfg(unix)]
fn main() {
    answers::register();
    let mut arguments = libtest_mimic::Arguments::from_args();
    // One after the other: a check counts the children of this process.
    arguments.test_threads = Some(1);
    libtest_mimic::run(&arguments, answers::all()).exit();
}

/// There are no processes of ours on this system.
#[cfg(not(unix))]
fn main() {}
