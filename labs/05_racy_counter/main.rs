//! Lab 05: threads count, without a lock. Increments get lost.

mod exercise;

use std::process::ExitCode;

use clap::value_parser;
use labs::lab_05;
use labs::typed::Typed;
use racelab::cli::{self, Demonstration, Goal, Pauses, Question, Window};
use racelab::proof::Report;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::Rating::{self, Expected, Forbidden};

/// A counter that nothing protects. An increment reads it, and then writes it.
enum Racy {
    /// In plain memory: to access it from two threads is a **data race**.
    Plain(PlainCell<u64>),
    /// In atomic memory: no data race. The **race condition** stays.
    Atomic(AtomicU64),
}

impl Racy {
    fn increment(&self, pauses: &mut Pauses) {
        match self {
            Self::Plain(counter) => {
                let seen = counter.get();
                pauses.pause();
                counter.set(seen + 1);
            }
            Self::Atomic(counter) => {
                let seen = counter.load(Relaxed);
                pauses.pause();
                counter.store(seen + 1, Relaxed);
            }
        }
    }

    fn get(&self) -> u64 {
        match self {
            Self::Plain(counter) => counter.get(),
            Self::Atomic(counter) => counter.load(Relaxed),
        }
    }
}

/// The size of the program, and the kind of memory.
#[derive(Clone, PartialEq, clap::Args)]
struct Count {
    /// How many threads count
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(2..=15))]
    threads: u8,
    /// How many increments each of them makes
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u32).range(1..=100_000))]
    increments: u32,
    /// Count in an atomic, with a load and a store, instead of plain memory
    #[arg(long, global = true)]
    atomic: bool,
}

impl Count {
    fn total(&self) -> u64 {
        u64::from(self.threads) * u64::from(self.increments)
    }
}

impl Demonstration for Count {
    type Outcome = u64;

    const LAB: &'static str = "05_racy_counter";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "counter";
    const QUESTION: Question = Question {
        text: "Two threads make three increments each on a counter that starts at 0, without \
               a lock. What is the least it can be when both are done?",
        choices: &["6", "3", "2", "1"],
        right: 2,
        because: "A reads 0 and the scheduler stops it. B makes two whole increments. Now A writes \
                  its 1 over B's 2. B reads that 1 for its last increment and is stopped in turn, \
                  while A makes its other two. Then B writes 1 + 1. It cannot be 1: to write 1 \
                  last, a thread must read 0 in its last increment, but its own earlier \
                  increments have replaced the 0.",
        shown_by: &["explore", "--increments", "3"],
    };
    const EXERCISE: Option<fn(&Self) -> u64> =
        Some(|count| lab_05::count::<exercise::Exercise>(count.threads, count.increments));

    fn instance(&self) -> String {
        let memory = if self.atomic {
            ", atomic load and store"
        } else {
            ""
        };
        labs::counting(self.threads, self.increments) + memory
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("threads", self.threads, 2)
            .number("increments", self.increments, 1)
            .flag("atomic", self.atomic)
            .to_string()
    }

    fn run(&self, window: &Window) -> u64 {
        let counter = Arc::new(match self.atomic {
            false => Racy::Plain(PlainCell::new(0).named("counter")),
            true => Racy::Atomic(AtomicU64::new(0).named("counter")),
        });
        let pauses = window.pauses(usize::from(self.threads));
        let threads = pauses.into_iter().map(|mut pauses| {
            let counter = Arc::clone(&counter);
            let increments = self.increments;
            thread::spawn(move || {
                pauses.meet();
                for _ in 0..increments {
                    counter.increment(&mut pauses);
                }
            })
        });
        labs::joined(threads);
        counter.get()
    }

    fn runs(&self) -> u64 {
        (20_000 / (self.total() * u64::from(self.threads))).max(500)
    }

    fn rate(&self, &counter: &u64) -> (Rating, String) {
        let (rating, sentence) = match self.total().checked_sub(counter) {
            None => (Forbidden, "the counter is too high"),
            Some(0) => (Expected, "no increment is lost"),
            Some(1) => (Forbidden, "an increment is lost"),
            Some(_) => (Forbidden, "increments are lost"),
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<u64>> {
        vec![Goal::Forbidden(format!(
            "lose an increment: make counter end below {}",
            self.total()
        ))]
    }

    fn check() -> Report {
        lab_05::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        if self.threads <= 3 && self.total() <= 6 {
            return self.clone();
        }
        let increments = self.increments.min(2);
        Self {
            threads: 2,
            increments,
            ..self.clone()
        }
    }

    fn others_to_play(&self, _exercise: bool) -> Vec<Self> {
        let with = |threads: u8, increments: u32| Self {
            threads: threads.min(self.threads),
            increments: increments.min(self.increments),
            ..self.clone()
        };
        vec![with(3, 1), with(2, 2), with(2, 1)]
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let with = |atomic| Self {
            atomic,
            ..self.clone()
        };
        vec![
            ("plain memory", with(false)),
            ("atomic load and store", with(true)),
        ]
    }

    fn number(&counter: &u64) -> Option<u64> {
        Some(counter)
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Count>()
}
