//! Lab 03: threads and processes add to one variable, and send each other numbers.

#[cfg(unix)]
mod exercise;
#[cfg(unix)]
mod round_trip;
#[cfg(unix)]
mod show;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    // First of all: a worker is this program started again, and ends in this line.
    racelab::tasks![
        show::add,
        round_trip::echo,
        labs::worker::take_your_time,
        labs::lab_03::part::<exercise::Exercise>,
    ];
    racelab::cli::run_program::<show::Share>()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    anstream::eprintln!("error: this lab needs Unix sockets; use Linux or macOS");
    ExitCode::from(2)
}
