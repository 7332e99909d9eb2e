//! Lab 12: the notebook's ten numbers, their largest prime factors, and what Python
//! printed.

#[allow(
    unreachable_pub,
    reason = "an exercise is written as a library would be"
)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::manual_is_multiple_of,
    reason = "cut off, and as the notebook writes it: what this lab is about"
)]
mod exercise;
mod show;

use std::process::ExitCode;

use labs::lab_12;
use racelab::cli::{self, Program, Question};
use racelab::proof::Report;

/// By how many, and how.
#[derive(clap::Args)]
struct Largest {
    /// How many processes the pool has
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=500))]
    processes: u16,
    /// Run the notebook's loop and the wheel as well; sooner done with `cargo run --release`
    #[arg(long)]
    naive: bool,
}

impl Program for Largest {
    const LAB: &'static str = "12_largest_prime_factor";
    const README: &'static str = include_str!("README.md");
    const QUESTION: Question = Question {
        text: "Ten numbers of 21 digits are factored by the notebook's loop, on four \
               processors in place of one. How much sooner is the last of them done?",
        choices: &[
            "ten times as soon",
            "four times as soon",
            "a little more than twice as soon",
            "not at all sooner",
        ],
        right: 2,
        because: "One of the ten needs 42 hundredths of all the work, and a number is one task, \
                  which one process does from beginning to end. The other processors are done \
                  with the rest long before, and wait. So 100 / 42 is the most there can be, \
                  on however many processors. A better loop has no such limit.",
        shown_by: &["--processes", "4"],
    };

    fn show(&self) -> Result<(), String> {
        show::show(self).map_err(|error| error.to_string())
    }

    fn check() -> Report {
        lab_12::check::<exercise::Exercise>()
    }
}

fn main() -> ExitCode {
    // First of all: a worker is this program started again, and goes no further.
    racelab::tasks![
        lab_12::largest::<exercise::Exercise>,
        lab_12::take_your_time,
        show::by_notebook,
        show::by_wheel,
        show::by_rho,
        show::in_python,
    ];
    cli::run_program::<Largest>()
}
