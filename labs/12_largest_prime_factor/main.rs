//! Lab 12: the notebook's ten numbers, their largest prime factors, and what Python
//! printed.

#[cfg(unix)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::manual_is_multiple_of,
    reason = "cut off, and as the notebook writes it: what this lab is about"
)]
mod exercise;
#[cfg(unix)]
mod show;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    // First of all: a worker is this program started again, and ends in this line.
    racelab::tasks![
        labs::lab_12::largest::<exercise::Exercise>,
        labs::worker::take_your_time,
        show::by_notebook,
        show::by_wheel,
        show::by_rho,
        show::in_python,
    ];
    racelab::cli::run_program::<show::Largest>()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    anstream::eprintln!("error: this lab needs Unix sockets; use Linux or macOS");
    ExitCode::from(2)
}
