//! The demonstration: how long programs take that work, and programs that sleep, as a
//! table with bars.

use std::error::Error;

use labs::lab_10;
use racelab::cli::{self, Program, Question};
use racelab::proof::Report;
use racelab::view::scaling::Point;
use racelab::view::screen::{paragraph, width};

use crate::exercise::Exercise;
use crate::measure::{BYS, By, LOADS, Load, ROUNDS, measure};

/// The columns of the longest bar, and of the shortest on a narrow screen.
const BAR: (usize, usize) = (28, 4);

/// The size of the demonstration.
#[derive(clap::Args)]
pub(crate) struct Giant {
    /// How many threads, and how many processes, run a program each
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(2..=16))]
    workers: u8,
    /// Print what was measured, as JSON
    #[arg(long)]
    json: bool,
}

impl Program for Giant {
    const LAB: &'static str = "10_giant_lock";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const ALSO: &'static str = "The executions of a case of the check: explore, play and replay, with --case 1\nto 3, on the exercise with --exercise";
    const QUESTION: Question = Question {
        text: "A Python program (CPython, as it is by default) has two computations to do, of \
               10 seconds each, on a machine with two processors. How long does it take with \
               two threads, and how long with two processes?",
        choices: &[
            "10 seconds with either",
            "20 seconds with threads, 10 with processes",
            "10 seconds with threads, 20 with processes",
            "20 seconds with either",
        ],
        right: 1,
        because: "To execute a bytecode, a thread must hold the lock of the interpreter, and there \
                  is one lock. So the two threads take turns, on any number of processors. Each \
                  process has its own interpreter with its own lock.",
        shown_by: &["--workers", "2"],
    };

    fn show(&self) -> Result<(), Box<dyn Error>> {
        let times = measure(self.workers.into())?;
        match self.json {
            true => self.print(&times),
            false => self.tell(&times),
        }
        Ok(())
    }

    fn check() -> Report {
        lab_10::check::<Exercise>()
    }
}

impl Giant {
    fn tell(&self, times: &[[Point; 3]; 3]) {
        anstream::println!("{}", cli::heading(Self::LAB));
        let text = format!(
            "{} programs, run by an interpreter with one lock:",
            self.workers
        );
        anstream::println!("{}", paragraph(&text, 2, width()));
        // The columns before the bars take 50.
        let room = width().saturating_sub(50).clamp(BAR.1, BAR.0);
        let longest = times.iter().flatten().map(|time| time.median);
        let longest = longest.fold(f64::MIN_POSITIVE, f64::max);
        for (load, times) in LOADS.into_iter().zip(times) {
            for (by, time) in BYS.into_iter().zip(times) {
                let name = if by == By::One { name(load) } else { "" };
                // At least one: a bar is never negative, nor longer than the longest.
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_precision_loss,
                    clippy::cast_sign_loss
                )]
                let bar = (time.median / longest * room as f64).round().max(1.0) as usize;
                let spread = (time.high - time.low) / 2.0;
                anstream::println!(
                    "  {name:20}{:13}{:>5.0} ms {:<6}{}",
                    self.runners(by),
                    time.median,
                    format!("±{spread:.0}"),
                    "#".repeat(bar)
                );
            }
        }
        let build = match cfg!(debug_assertions) {
            true => "a development build",
            false => "a release build",
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let notes = [
            &format!(
                "Medians of {ROUNDS} rounds and, after ±, half the range of their middle half, of \
                 {build} on this machine; its {cores} processors may have other work. The \
                 measurement does not include the start of the processes."
            ),
            "Threads that work take turns; each process has its own lock. A sleep needs no lock: \
             threads that release it sleep at the same time, others take turns.",
        ];
        for note in notes {
            anstream::print!("\n{}", paragraph(note, 2, width()));
        }
        let [one, _, processes] = times[0].map(|time| time.median);
        if cores > 1 && processes > one * 0.8 {
            let text = "The processes were not faster this time: other programs were using the \
                        processors.";
            anstream::print!("{}", paragraph(text, 2, width()));
        }
        anstream::println!();
        anstream::print!("{}", cli::next(Self::LAB));
    }

    /// What runs the programs, in words.
    fn runners(&self, by: By) -> String {
        match by {
            By::One => "one by one".to_owned(),
            By::Threads => format!("{} threads", self.workers),
            By::Processes => format!("{} processes", self.workers),
        }
    }

    fn print(&self, times: &[[Point; 3]; 3]) {
        let rows = LOADS.into_iter().zip(times).flat_map(|(load, times)| {
            BYS.into_iter().zip(times).map(move |(by, time)| {
                format!(
                    "    {{\"load\": \"{}\", \"by\": \"{}\", \"median_ms\": {:.3}, \
                     \"low_ms\": {:.3}, \"high_ms\": {:.3}}}",
                    name(load),
                    self.runners(by),
                    time.median,
                    time.low,
                    time.high
                )
            })
        });
        anstream::println!(
            "{{\n  \"schema\": 1,\n  \"lab\": \"{}\",\n  \"workers\": {},\n  \"rounds\": {ROUNDS},\n  \
             \"times\": [\n{}\n  ]\n}}",
            Self::LAB,
            self.workers,
            rows.collect::<Vec<_>>().join(",\n")
        );
    }
}

fn name(load: Load) -> &'static str {
    match load {
        Load::Computing => "working",
        Load::Sleeping => "sleeping",
        Load::SleepingLocked => "sleeping, lock held",
    }
}
