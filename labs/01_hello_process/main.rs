//! Lab 01: a process is made, started and joined, and ends in one way or another.

#[cfg(unix)]
mod exercise;
#[cfg(unix)]
mod show;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    // First of all: a child is this program started again, and ends in this line.
    racelab::tasks![show::hello, show::wait, labs::lab_01::end];
    racelab::cli::run_program::<show::Hello>()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    anstream::eprintln!("error: this lab needs Unix sockets; use Linux or macOS");
    ExitCode::from(2)
}
