//! Lab 09: all the counters of the course, side by side: their outcomes in every
//! execution, and with `measure` their costs.

mod exercise;
mod measure;
mod release;
mod samples;
mod table;

use std::fmt;
use std::process::ExitCode;

use clap::{ValueEnum, value_parser};
use labs::lab_09;
use labs::typed::{Typed, name};
use racelab::cli::{self, Demonstration, Goal, OwnCommand, Question, Window};
use racelab::counter::{Atomic, Channel, Counter, LoadStore, Locked, Plain, Sharded};
use racelab::explore::contended_writes;
use racelab::proof::Report;
use racelab::sync::{Arc, thread};
use racelab::view::Rating::{self, Expected, Forbidden};
use racelab::view::counted;

/// A counter of the course.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Kind {
    /// Plain memory: a read and a write
    Plain,
    /// An atomic: a load and a store
    LoadStore,
    /// Plain memory behind a lock
    Mutex,
    /// An atomic: fetch_add
    Atomic,
    /// One owner, the others send messages
    Channel,
    /// Several atomics, added up for the total
    Sharded,
}

/// The size of the program, and its counter.
#[derive(Clone, PartialEq, clap::Args)]
struct Compared {
    /// How many threads count
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(2..=14))]
    threads: u8,
    /// How many increments each of them makes
    #[arg(long, global = true, default_value_t = 4, value_parser = value_parser!(u32).range(1..=100_000))]
    increments: u32,
    /// The counter
    #[arg(long, global = true, value_enum, default_value_t = Kind::Mutex)]
    counter: Kind,
    /// In the exercise: count in batches, as in its part two
    #[arg(long, global = true)]
    batches: bool,
}

/// How it ended.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// What was counted.
    Count(u64),
    /// The exercise's batches: what was counted, and how many writes were contended.
    Batches(u64, u64),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Batches(count, contended) => write!(f, "{count}, {contended} contended"),
        }
    }
}

impl Compared {
    fn total(&self) -> u64 {
        if self.batches {
            return lab_09::batched_all(self.threads, self.increments);
        }
        u64::from(self.threads) * u64::from(self.increments)
    }

    fn count<C: Counter>(&self, window: &Window) -> u64 {
        let counter = Arc::new(C::new());
        let pauses = window.pauses(usize::from(self.threads));
        let threads = pauses.into_iter().enumerate().map(|(place, mut pauses)| {
            let counter = Arc::clone(&counter);
            let increments = self.increments;
            thread::spawn(move || {
                pauses.meet();
                for _ in 0..increments {
                    counter.increment_at(place);
                }
            })
        });
        labs::joined(threads);
        counter.get()
    }
}

impl Demonstration for Compared {
    type Outcome = End;

    const LAB: &'static str = "09_counters_compared";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "counter";
    const QUESTION: Question = Question {
        text: "Two threads on two cores count a million times each, in one atomic, with \
               fetch_add. How long does it take, compared with one thread that counts the two \
               million alone?",
        choices: &[
            "half as long: two cores, half the work each",
            "three quarters: some of the work overlaps",
            "no less: the cores pass the counter back and forth",
        ],
        right: 2,
        because: "To add to the counter, a core must own its cache line, and fetching the line \
                  from the other core can take far longer than the addition. A single thread keeps \
                  the line. A sharded counter gives each thread its own line.",
        shown_by: &["measure"],
    };
    const EXERCISE: Option<fn(&Self) -> End> = Some(|compared| {
        let (threads, increments) = (compared.threads, compared.increments);
        match compared.batches {
            true => {
                let batched = lab_09::batched::<exercise::Exercise>(threads, increments);
                End::Batches(batched.total(), contended_writes().unwrap_or(0))
            }
            false => {
                let tally = lab_09::tally::<exercise::Exercise>(threads, increments);
                End::Count(tally.total())
            }
        }
    });

    fn instance(&self) -> String {
        let size = labs::counting(self.threads, self.increments);
        format!("{size} ({})", name(&self.counter))
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("threads", self.threads, 2)
            .number("increments", self.increments, 4)
            .choice("counter", self.counter, Kind::Mutex)
            .flag("batches", self.batches)
            .to_string()
    }

    fn run(&self, window: &Window) -> End {
        End::Count(match self.counter {
            Kind::Plain => self.count::<Plain>(window),
            Kind::LoadStore => self.count::<LoadStore>(window),
            Kind::Mutex => self.count::<Locked>(window),
            Kind::Atomic => self.count::<Atomic>(window),
            Kind::Channel => self.count::<Channel>(window),
            Kind::Sharded => self.count::<Sharded>(window),
        })
    }

    fn runs(&self) -> u64 {
        (10_000 / (self.total() * u64::from(self.threads))).max(500)
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (End::Count(counter) | End::Batches(counter, _)) = *end;
        let sentence = match (self.total().checked_sub(counter), end) {
            (Some(0), End::Batches(_, contended))
                if *contended > lab_09::contended_allowed(self.threads, self.increments) =>
            {
                "more contended writes than needed".to_owned()
            }
            (Some(0), _) => return (Expected, "no increment is lost".to_owned()),
            (None, _) => "the counter is too high".to_owned(),
            (Some(lost), _) => format!("{} lost", counted(lost, "increment")),
        };
        (Forbidden, sentence)
    }

    fn goals(&self) -> Vec<Goal<End>> {
        vec![Goal::Forbidden(format!(
            "lose an increment: make the counter end below {}",
            self.total()
        ))]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        match self.batches {
            true => vec![Goal::Forbidden(
                "lose a count, or make more writes contended than needed".to_owned(),
            )],
            false => self.goals(),
        }
    }

    fn exercise_instance(&self) -> String {
        if self.batches {
            return lab_09::batched_instance(self.threads, self.increments);
        }
        labs::counting(self.threads, self.increments)
    }

    fn check() -> Report {
        lab_09::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        if self.threads <= 3 && self.total() <= 8 {
            return self.clone();
        }
        Self {
            threads: 2,
            increments: self.increments.min(4),
            ..self.clone()
        }
    }

    fn others_to_play(&self, exercise: bool) -> Vec<Self> {
        if exercise && !self.batches {
            // More threads than shards.
            return vec![Self {
                threads: 3,
                increments: 1,
                ..self.clone()
            }];
        }
        let with = |threads: u8, increments: u32| Self {
            threads: threads.min(self.threads),
            increments: increments.min(self.increments),
            ..self.clone()
        };
        vec![with(3, 1), with(2, 2), with(2, 1)]
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let with = |counter| Self {
            counter,
            ..self.clone()
        };
        vec![
            ("plain memory", with(Kind::Plain)),
            ("load, then store", with(Kind::LoadStore)),
            ("mutex", with(Kind::Mutex)),
            ("fetch_add", with(Kind::Atomic)),
            ("channel", with(Kind::Channel)),
            ("sharded", with(Kind::Sharded)),
        ]
    }

    fn number(end: &End) -> Option<u64> {
        match end {
            End::Count(counter) => Some(*counter),
            End::Batches(..) => None,
        }
    }

    const OWN_COMMAND: Option<OwnCommand> = Some(OwnCommand {
        name: "measure",
        about: measure::ABOUT,
        task: "what do they cost?",
        run: measure::command,
    });
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Compared>()
}
