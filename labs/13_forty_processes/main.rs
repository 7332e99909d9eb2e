//! Lab 13: forty processes draw a hundred numbers and factor them.

#[cfg(unix)]
mod exercise;
#[cfg(unix)]
mod show;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    // First of all: a worker is this program started again, and ends in this line.
    racelab::tasks![
        labs::lab_13::random_number,
        labs::lab_13::smallest_prime_factor,
        labs::worker::take_your_time,
        show::draw,
        show::by_notebook,
        show::by_root,
        show::by_wheel,
        show::by_rho,
    ];
    racelab::cli::run_program::<show::Forty>()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    anstream::eprintln!("error: this lab needs Unix sockets; use Linux or macOS");
    ExitCode::from(2)
}
