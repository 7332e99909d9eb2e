//! Lab 10: one lock around an interpreter, as in Python, and what it does to threads.

#[cfg(unix)]
mod exercise;
#[cfg(unix)]
mod explored;
#[cfg(unix)]
mod measure;
#[cfg(unix)]
mod show;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    // First of all: a worker is this program started again, and ends in this line.
    racelab::tasks![measure::in_a_process];
    labs::plug_in_loom();
    match std::env::args().any(|word| explored::COMMANDS.contains(&word.as_str())) {
        true => racelab::cli::run::<explored::Cases>(),
        false => racelab::cli::run_program::<show::Giant>(),
    }
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    anstream::eprintln!("error: this lab needs Unix sockets; use Linux or macOS");
    ExitCode::from(2)
}
