//! The demonstration: what five processes print, when each started and ended, and the value
//! of a variable that all of them change.

use std::error::Error;
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use labs::lab_02::{self, FIVE};
use racelab::cli::{self, Program, Question};
use racelab::process::{Process, Result, current_process};
use racelab::proof::Report;
use racelab::view::screen::{paragraph, width};

use crate::exercise::Exercise;

/// The options of the demonstration.
#[derive(clap::Args)]
pub(crate) struct Five {
    /// The seed of the random numbers and of the sleeps
    #[arg(long, default_value_t = 42, value_parser = clap::value_parser!(u64).range(0..1 << 48))]
    seed: u64,
    /// Print when each process started and ended, as JSON
    #[arg(long)]
    json: bool,
}

/// A variable of this program: each process has its own copy.
static SUM: AtomicI32 = AtomicI32::new(0);

/// The milliseconds between one end and the next, by the plan.
const GAP: u16 = 80;

/// The most columns of the timeline.
const COLUMNS: usize = 44;

/// A task: sleeps, draws a number, adds it to the sum, prints both.
pub(crate) fn draw_and_say(plan: u64, place: u64, aloud: bool) {
    let number = lab_02::drawn(plan, place);
    // Relaxed: no other thread of this process accesses it.
    let sum = SUM.fetch_add(number, Relaxed) + number;
    if aloud {
        let name = current_process().name();
        anstream::println!("  {name} says {number:2}, and the sum here is {sum}");
    }
    std::process::exit(number);
}

/// The start and end of a process, in times since the first one started.
struct Life {
    name: String,
    started: Duration,
    ended: Duration,
    /// Its place in the order of the ends, from 1.
    place: usize,
    number: i32,
}

impl Program for Five {
    const LAB: &'static str = "02_five_processes";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const QUESTION: Question = Question {
        text: "A program has a variable that is 0. It starts five processes, and each draws a \
               number and adds it to the variable. The program joins all of them. What is the \
               variable in the program now?",
        choices: &[
            "the sum of the five numbers",
            "the sum, or less if additions collide",
            "the number that was added last",
            "0",
        ],
        right: 3,
        because: "Each process has its own memory, and its own copy of the variable. Each adds \
                  its number to its copy, and the copy disappears when the process ends. No \
                  addition collides with another one, and none reaches the program's variable.",
        shown_by: &["--seed", "7"],
    };

    fn show(&self) -> std::result::Result<(), Box<dyn Error>> {
        if self.json {
            self.print(&self.watch()?);
            return Ok(());
        }
        anstream::println!("{}", cli::heading(Self::LAB));
        let text = format!(
            "Five processes sleep, draw a number from 1 to 51, both included, add it to a sum, and \
             print both before they end. Seed {}.",
            self.seed
        );
        anstream::println!("{}", paragraph(&text, 2, width()));
        let lives = self.watch()?;
        let text = format!(
            "In the parent the sum is {}: each process added to its own copy.",
            SUM.load(Relaxed)
        );
        anstream::println!("{}", paragraph(&text, 2, width()));
        let last = lives.iter().map(|life| life.ended).max();
        let last = last.unwrap_or_default().max(Duration::from_millis(1));
        let end = format!("{} ms", last.as_millis());
        // The other columns of a row, and the two ends of the bar, take 30.
        let columns = width().saturating_sub(30).clamp(10, COLUMNS);
        anstream::println!(
            "  {:11}{:>6}{:>6}   0 ms{end:>width$}",
            "started",
            "ended",
            "drew",
            width = columns - 2
        );
        for life in &lives {
            anstream::println!(
                "  {:11}{:>6}{:>6}   {}",
                life.name,
                ordinal(life.place),
                life.number,
                bar(life, last, columns)
            );
        }
        let text = "Rows are in start order; a bar ends when its process ended. The seed fixes \
                    the sleeps; the operating system decides which process runs when.";
        anstream::println!("\n{}", paragraph(text, 2, width()));
        anstream::print!("{}", cli::next(Self::LAB));
        Ok(())
    }

    fn check() -> Report {
        lab_02::check::<Exercise>()
    }
}

impl Five {
    /// Starts the five, and records when each starts and ends.
    fn watch(&self) -> Result<Vec<Life>> {
        let plan = lab_02::plan(self.seed, GAP);
        let begun = Instant::now();
        let mut processes = Vec::new();
        for place in 0..FIVE as u64 {
            let mut process = Process::new(draw_and_say)
                .args((plan, place, !self.json))
                .name(format!("process {place}"));
            let started = begun.elapsed();
            process.start()?;
            processes.push((process, started));
        }
        // One thread joins each process, so that no end is noticed late.
        let ends: Vec<Duration> = thread::scope(|scope| {
            let waiting = processes
                .iter()
                .map(|(process, _)| scope.spawn(move || process.join().map(|()| begun.elapsed())));
            let waiting: Vec<_> = waiting.collect();
            let ends = waiting.into_iter().map(|thread| thread.join());
            ends.map(|end| end.expect("waiting does not panic"))
                .collect::<Result<_>>()
        })?;
        let lives = processes
            .iter()
            .zip(&ends)
            .map(|((process, started), &ended)| Life {
                name: process.get_name().to_owned(),
                started: *started,
                ended,
                place: ends.iter().filter(|&&end| end <= ended).count(),
                number: process.exitcode().unwrap_or(0),
            });
        Ok(lives.collect())
    }

    fn print(&self, lives: &[Life]) {
        let processes = lives.iter().map(|life| {
            format!(
                "    {{\"name\": \"{}\", \"number\": {}, \"place\": {}, \"started_us\": {}, \
                 \"ended_us\": {}}}",
                life.name,
                life.number,
                life.place,
                life.started.as_micros(),
                life.ended.as_micros()
            )
        });
        anstream::println!(
            "{{\n  \"schema\": 1,\n  \"lab\": \"{}\",\n  \"seed\": {},\n  \"sum_in_parent\": {},\n  \
             \"processes\": [\n{}\n  ]\n}}",
            Self::LAB,
            self.seed,
            SUM.load(Relaxed),
            processes.collect::<Vec<_>>().join(",\n")
        );
    }
}

fn ordinal(place: usize) -> &'static str {
    ["1st", "2nd", "3rd", "4th", "5th"][place.clamp(1, FIVE) - 1]
}

/// `  [====]`: from the start to the end, where the last end is at the right.
fn bar(life: &Life, last: Duration, columns: usize) -> String {
    let column = |time: Duration| {
        let column = time.as_micros() * columns as u128 / last.as_micros();
        usize::try_from(column).unwrap_or(0)
    };
    let (from, to) = (column(life.started), column(life.ended));
    let inside = to.saturating_sub(from);
    format!("{:from$}[{}]", "", "=".repeat(inside))
}
