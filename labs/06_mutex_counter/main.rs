//! Lab 06: threads count behind a lock, held correctly and in three wrong ways.

mod exercise;

use std::fmt;
use std::process::ExitCode;

use clap::{ValueEnum, value_parser};
use labs::lab_06::{self, Audit};
use labs::typed::Typed;
use racelab::cli::{self, Demonstration, Goal, Pauses, Question, Window};
use racelab::proof::Report;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, thread};
use racelab::view::Rating::{self, Expected, Forbidden};
use racelab::view::counted;

/// How the lock is held.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Hold {
    /// From before the read until after the write
    Held,
    /// Around the read and again around the write: the critical section is too small
    Small,
    /// For nothing: acquired, and released before the read
    Nothing,
    /// One of two: the threads use different locks for the same counter
    Two,
}

/// A counter in plain memory, with its locks beside it, as in C: with a `Mutex<u64>`, which
/// contains the number, two of the mistakes would not compile.
struct Counter {
    value: PlainCell<u64>,
    lock: Mutex<()>,
    other_lock: Mutex<()>,
}

impl Counter {
    fn increment(&self, hold: Hold, thread: usize, pauses: &mut Pauses) {
        match hold {
            Hold::Held => {
                // ANCHOR: held
                let _guard = self.lock.lock();
                self.add_one(pauses);
                // ANCHOR_END: held
            }
            Hold::Small => {
                let guard = self.lock.lock();
                let seen = self.value.get();
                drop(guard);
                pauses.pause();
                let _guard = self.lock.lock();
                self.value.set(seen + 1);
            }
            Hold::Nothing => {
                // `_` is not a variable: the guard is dropped here, not at the brace.
                let _ = self.lock.lock();
                self.add_one(pauses);
            }
            Hold::Two => {
                let locks = [&self.lock, &self.other_lock];
                let _guard = locks[thread % 2].lock();
                self.add_one(pauses);
            }
        }
    }

    fn add_one(&self, pauses: &mut Pauses) {
        // ANCHOR: add_one
        let seen = self.value.get();
        pauses.pause();
        self.value.set(seen + 1);
        // ANCHOR_END: add_one
    }
}

/// The size of the program, and how its threads hold the lock.
#[derive(Clone, PartialEq, clap::Args)]
struct Count {
    /// How many threads count; in the exercise, how many transfer
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(1..=15))]
    threads: u8,
    /// How many increments each of them makes; in the exercise, transfers
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u32).range(1..=100_000))]
    increments: u32,
    /// In the exercise, how many threads read during the transfers
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u8).range(0..=5))]
    readers: u8,
    /// How the lock is held
    #[arg(long, global = true, value_enum, default_value_t = Hold::Held)]
    lock: Hold,
}

/// The outcome of a run: the final count of the demonstration's counter, or what the threads read
/// from the exercise's account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Count(u64),
    Account(Audit),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Account(audit) => audit.fmt(f),
        }
    }
}

impl Count {
    fn total(&self) -> u64 {
        u64::from(self.threads) * u64::from(self.increments)
    }
}

impl Demonstration for Count {
    type Outcome = End;

    const LAB: &'static str = "06_mutex_counter";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "result";
    const QUESTION: Question = Question {
        text: "Two threads increment a counter once each. Thread A acquires one lock before the \
               read and releases it after the write. Thread B does the same with another lock. \
               Can an increment be lost?",
        choices: &[
            "no, since every increment holds a lock",
            "no, but the threads may deadlock",
            "yes",
        ],
        right: 2,
        because: "A lock excludes only threads that acquire the same lock. A holds its lock while \
                  B holds the other one, so neither blocks, and both may read 0 before either \
                  writes. It cannot deadlock: a deadlock needs a thread that waits for a lock, \
                  and here none does.",
        shown_by: &["explore", "--lock", "two"],
    };
    const EXERCISE: Option<fn(&Self) -> End> = Some(|count| {
        let (threads, transfers) = (count.threads, count.increments);
        let audit = lab_06::audit::<exercise::Exercise>(threads, transfers, count.readers);
        End::Account(audit)
    });

    fn instance(&self) -> String {
        let size = labs::counting(self.threads, self.increments);
        let lock = match self.lock {
            Hold::Held => "the lock is held from read to write",
            Hold::Small => "the critical section is too small",
            Hold::Nothing => "the lock is held for nothing",
            Hold::Two => "two locks",
        };
        format!("{size}, {lock}")
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("threads", self.threads, 2)
            .number("increments", self.increments, 2)
            .number("readers", self.readers, 1)
            .choice("lock", self.lock, Hold::Held)
            .to_string()
    }

    fn run(&self, window: &Window) -> End {
        let counter = Arc::new(Counter {
            value: PlainCell::new(0).named("counter"),
            lock: Mutex::new(()).named("door"),
            other_lock: Mutex::new(()).named("side door"),
        });
        let pauses = window.pauses(usize::from(self.threads));
        let threads = pauses.into_iter().enumerate().map(|(thread, mut pauses)| {
            let counter = Arc::clone(&counter);
            let (increments, lock) = (self.increments, self.lock);
            thread::spawn(move || {
                pauses.meet();
                for _ in 0..increments {
                    counter.increment(lock, thread, &mut pauses);
                }
            })
        });
        labs::joined(threads);
        // Without the lock: every write of a thread happens before its join.
        End::Count(counter.value.get())
    }

    fn runs(&self) -> u64 {
        (20_000 / (self.total() * u64::from(self.threads))).max(500)
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (rating, sentence) = match end {
            End::Count(count) => match self.total().checked_sub(*count) {
                None => (Forbidden, "the counter is too high"),
                Some(0) => (Expected, "no increment is lost"),
                Some(1) => (Forbidden, "an increment is lost"),
                Some(_) => (Forbidden, "increments are lost"),
            },
            End::Account(audit) => match lab_06::judge(audit, self.total()) {
                Ok(()) => (Expected, "before or after a transfer"),
                Err(_) => (Forbidden, "money vanishes or appears"),
            },
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<End>> {
        vec![Goal::Forbidden(format!(
            "lose an increment: make the counter end below {}",
            self.total()
        ))]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        let vanish = "make money vanish or appear: let a reader look in the middle of a transfer";
        vec![Goal::Forbidden(vanish.to_owned())]
    }

    fn exercise_instance(&self) -> String {
        let threads = counted(self.threads, "thread");
        let transfers = counted(self.increments, "transfer");
        let readers = counted(self.readers, "reader");
        format!("{threads}, {transfers} each, and {readers}")
    }

    fn check() -> Report {
        lab_06::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        if self.threads <= 3 && self.total() <= 6 {
            return self.clone();
        }
        Self {
            threads: 2,
            increments: self.increments.min(2),
            ..self.clone()
        }
    }

    fn others_to_play(&self, exercise: bool) -> Vec<Self> {
        let with = |threads: u8, increments: u32| Self {
            threads: threads.min(self.threads),
            increments: increments.min(self.increments),
            readers: self.readers.min(1),
            ..self.clone()
        };
        match exercise {
            true => vec![with(1, 1), with(1, 2), with(2, 1)],
            false => vec![with(2, 2), with(2, 1)],
        }
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let with = |lock| Self {
            lock,
            ..self.clone()
        };
        vec![
            ("held from read to write", with(Hold::Held)),
            ("too small", with(Hold::Small)),
            ("held for nothing", with(Hold::Nothing)),
            ("two locks", with(Hold::Two)),
        ]
    }

    fn number(end: &End) -> Option<u64> {
        match end {
            End::Count(count) => Some(*count),
            End::Account(_) => None,
        }
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Count>()
}
