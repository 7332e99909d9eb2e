//! Lab 02: five processes sleep, draw a number each, and say it as they finish.

#[cfg(unix)]
mod exercise;
#[cfg(unix)]
mod show;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    // First of all: a child is this program started again, and ends in this line.
    racelab::tasks![show::draw_and_say, labs::lab_02::draw];
    racelab::cli::run_program::<show::Five>()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    anstream::eprintln!("error: this lab needs Unix sockets; use Linux or macOS");
    ExitCode::from(2)
}
