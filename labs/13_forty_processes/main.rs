//! Lab 13: forty processes draw a hundred numbers and factor them.

#[allow(
    unreachable_pub,
    reason = "an exercise is written as a library would be"
)]
mod exercise;
mod progress;
mod show;

use std::process::ExitCode;

use labs::lab_13::{self, RANGE};
use racelab::cli::{self, Program, Question};
use racelab::proof::Report;

/// How many, of what, by how many.
#[derive(clap::Args)]
struct Forty {
    /// How many processes work
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=500))]
    processes: u16,
    /// How many numbers they draw and factor
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    count: u64,
    /// The least number that may be drawn
    #[arg(long, default_value_t = RANGE.0, value_parser = clap::value_parser!(u64).range(2..=1_000_000_000_000))]
    low: u64,
    /// The greatest number that may be drawn
    #[arg(long, default_value_t = RANGE.1, value_parser = clap::value_parser!(u64).range(2..=1_000_000_000_000))]
    high: u64,
    /// What the random numbers come from
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Run the notebook's loop as well, which takes many seconds
    #[arg(long)]
    naive: bool,
    /// Print every number with its factor, as JSON
    #[arg(long)]
    json: bool,
}

impl Program for Forty {
    const LAB: &'static str = "13_forty_processes";
    const README: &'static str = include_str!("README.md");
    const QUESTION: Question = Question {
        text: "A pool of 40 processes runs 100 tasks that take 2 seconds each, all of it \
               sleeping. The machine has 2 processors. How long does it take?",
        choices: &["200 seconds", "100 seconds", "6 seconds", "2 seconds"],
        right: 2,
        because: "A process that sleeps uses no processor, so 40 sleep at the same time however \
                  few there are. Each takes one task at a time: 40, 40 again, and the last 20, \
                  which makes three times 2 seconds. With work in place of sleep it would be \
                  100: then two processors do two things at a time.",
        shown_by: &["--count", "100"],
    };

    fn show(&self) -> Result<(), String> {
        if self.low > self.high {
            return Err(format!(
                "--low {} is above --high {}; give the lesser number to --low",
                self.low, self.high
            ));
        }
        show::show(self).map_err(|error| error.to_string())
    }

    fn check() -> Report {
        lab_13::check::<exercise::Exercise>()
    }
}

fn main() -> ExitCode {
    // First of all: a worker is this program started again, and goes no further.
    racelab::tasks![
        lab_13::random_number,
        lab_13::smallest_prime_factor,
        lab_13::take_your_time,
        show::draw,
        show::by_notebook,
        show::by_root,
        show::by_wheel,
        show::by_rho,
    ];
    cli::run_program::<Forty>()
}
