//! Lab 11: what each method of a pool does, as the pool itself has seen it.

#[cfg(unix)]
mod exercise;
#[cfg(unix)]
mod observe;
#[cfg(unix)]
mod show;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    // First of all: a worker is this program started again, and ends in this line.
    racelab::tasks![
        observe::one,
        observe::two,
        labs::lab_11::next,
        labs::lab_11::product,
        labs::lab_11::square,
        labs::worker::take_your_time,
    ];
    racelab::cli::run_program::<show::Methods>()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    anstream::eprintln!("error: this lab needs Unix sockets; use Linux or macOS");
    ExitCode::from(2)
}
