//! Lab 07: an increment in one atomic step, and a flag that needs an ordering.

mod exercise;

use std::fmt;
use std::process::ExitCode;

use clap::{ValueEnum, value_parser};
use labs::lab_07::{self, Served, Service};
use labs::typed::{Typed, name};
use racelab::cli::{self, Demonstration, Goal, Pauses, Question, Window};
use racelab::proof::Report;
use racelab::sync::atomic::{AtomicBool, AtomicU64, Ordering, Ordering::*};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::Rating::{self, Expected, Forbidden};
use racelab::view::counted;

/// What the threads do: count in three ways, or one hands data to another.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum How {
    /// Count with fetch_add: read and write in one step
    FetchAdd,
    /// Count with a load and then a store: two steps
    LoadStore,
    /// Count with compare_exchange, repeated until it succeeds
    CompareExchange,
    /// Write data and raise a flag, load and store with Relaxed
    Flag,
    /// Write data and raise a flag, store with Release, load with Acquire
    OrderedFlag,
}

/// How it ended.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Count(u64),
    /// The flag was not up yet.
    FlagDown,
    /// The flag was up, and the data held this.
    FlagUp(u64),
    /// The exercise's desk, or its tray.
    Desk(Served),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::FlagDown => write!(f, "flag down"),
            Self::FlagUp(data) => write!(f, "flag up, data {data}"),
            Self::Desk(ending) => ending.fmt(f),
        }
    }
}

/// What the writer hands over.
const DATA: u64 = 42;

/// The size of the program, and what its threads do.
#[derive(Clone, PartialEq, clap::Args)]
struct Atomics {
    /// How many threads count; in the exercise, call the desk
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(2..=15))]
    threads: u8,
    /// How many increments each of them makes; in the exercise, calls or forms
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u32).range(1..=100_000))]
    increments: u32,
    /// What the threads do
    #[arg(long, global = true, value_enum, default_value_t = How::FetchAdd)]
    how: How,
    /// In the exercise: which service of the desk
    #[arg(long, global = true, value_enum, default_value_t = Service::Longest)]
    service: Service,
    /// In the exercise: hand forms over at the tray, from one thread to another
    #[arg(long, global = true)]
    tray: bool,
}

impl Atomics {
    fn total(&self) -> u64 {
        u64::from(self.threads) * u64::from(self.increments)
    }

    fn count(&self, window: &Window) -> u64 {
        let counter = Arc::new(AtomicU64::new(0).named("counter"));
        let pauses = window.pauses(usize::from(self.threads));
        let threads = pauses.into_iter().map(|mut pauses| {
            let counter = Arc::clone(&counter);
            let (how, increments) = (self.how, self.increments);
            thread::spawn(move || {
                pauses.meet();
                for _ in 0..increments {
                    increment(&counter, how, &mut pauses);
                }
            })
        });
        labs::joined(threads);
        counter.load(Relaxed)
    }
}

// Relaxed throughout: the count publishes no other memory, and the thread that reads it at
// the end has joined the others.
fn increment(counter: &AtomicU64, how: How, pauses: &mut Pauses) {
    match how {
        How::LoadStore => {
            let seen = counter.load(Relaxed);
            pauses.pause();
            counter.store(seen + 1, Relaxed);
        }
        How::CompareExchange => {
            // ANCHOR: exchange
            let mut seen = counter.load(Relaxed);
            pauses.pause();
            while let Err(now) = counter.compare_exchange(seen, seen + 1, Relaxed, Relaxed) {
                seen = now;
            }
            // ANCHOR_END: exchange
        }
        _ => {
            pauses.pause();
            // ANCHOR: fetch_add
            counter.fetch_add(1, Relaxed);
            // ANCHOR_END: fetch_add
        }
    }
}

/// One thread writes data and raises a flag; another one looks at the flag, once, and
/// if it is up, at the data.
fn hand_over(raise: Ordering, look: Ordering, window: &Window) -> End {
    let data = Arc::new(PlainCell::new(0).named("data"));
    let flag = Arc::new(AtomicBool::new(false).named("flag"));
    let [mut first, mut second] = <[Pauses; 2]>::try_from(window.pauses(2))
        .expect("a window has pauses for each of two threads");
    let writer = thread::spawn({
        let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
        move || {
            first.meet();
            data.set(DATA);
            first.pause();
            flag.store(true, raise);
        }
    });
    let reader = thread::spawn(move || {
        second.meet();
        match flag.load(look) {
            true => End::FlagUp(data.get()),
            false => End::FlagDown,
        }
    });
    writer.join().expect("writing does not panic");
    reader.join().expect("reading does not panic")
}

impl Demonstration for Atomics {
    type Outcome = End;

    const LAB: &'static str = "07_atomic_counter";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "result";
    const QUESTION: Question = Question {
        text: "One thread writes 42 to data, which was 0, and then stores true to an atomic flag. \
               Another thread loads the flag, and if it is true, reads data. Both accesses to \
               the flag are Relaxed. The reader finds the flag true. What can it read?",
        choices: &[
            "only 42",
            "42 or 0",
            "nothing: it waits until the data is there",
        ],
        right: 1,
        because: "A Relaxed access is indivisible, but it orders no other memory. The processor or \
                  the compiler may make the flag visible before the data. A store with Release \
                  and a load with Acquire put the data before the flag. An x86 processor never \
                  shows the 0 here; an ARM processor may.",
        shown_by: &["explore", "--how", "flag"],
    };
    const EXERCISE: Option<fn(&Self) -> End> = Some(|atomics| {
        let (threads, times) = (atomics.threads, atomics.increments);
        End::Desk(match atomics.tray {
            true => lab_07::hand_over::<exercise::Exercise>(times),
            false => lab_07::serve::<exercise::Exercise>(atomics.service, threads, times),
        })
    });

    fn instance(&self) -> String {
        let flag = "A writes data and raises a flag, B reads both";
        match self.how {
            How::Flag => return format!("{flag} (Relaxed)"),
            How::OrderedFlag => return format!("{flag} (Release, Acquire)"),
            _ => {}
        }
        let size = labs::counting(self.threads, self.increments);
        format!("{size} ({})", name(&self.how))
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("threads", self.threads, 2)
            .number("increments", self.increments, 1)
            .choice("how", self.how, How::FetchAdd)
            .choice("service", self.service, Service::Longest)
            .flag("tray", self.tray)
            .to_string()
    }

    fn run(&self, window: &Window) -> End {
        match self.how {
            How::Flag => hand_over(Relaxed, Relaxed, window),
            // Release and Acquire: what the writer did before the store happens before what
            // the reader does after a load that reads it.
            How::OrderedFlag => hand_over(Release, Acquire, window),
            _ => End::Count(self.count(window)),
        }
    }

    fn runs(&self) -> u64 {
        (20_000 / (self.total() * u64::from(self.threads))).max(500)
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (rating, sentence) = match end {
            End::Count(count) if *count == self.total() => (Expected, "no increment is lost"),
            End::Count(_) => (Forbidden, "increments are lost"),
            End::FlagDown => (Expected, "B comes too early"),
            End::FlagUp(DATA) => (Expected, "B sees flag and data"),
            End::FlagUp(_) => (Forbidden, "B sees only the flag"),
            End::Desk(ending) => match lab_07::judge(ending, self.threads, self.increments) {
                Ok(()) => (Expected, "every call is answered correctly"),
                Err(_) => (Forbidden, "a wrong number or form, or a lost report"),
            },
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<End>> {
        let wrong = match self.how {
            How::Flag | How::OrderedFlag => {
                "raise the flag without the data: B loads true and reads 0".to_owned()
            }
            _ => format!("lose an increment: make result end below {}", self.total()),
        };
        vec![Goal::Forbidden(wrong)]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        let wrong = match self.service {
            _ if self.tray => "fetch a form before it is there, or write one that is being read",
            Service::Numbers => "make the desk hand out a number twice, or one too many",
            Service::Longest => "lose a report: make longest end below a reported length",
        };
        vec![Goal::Forbidden(wrong.to_owned())]
    }

    fn exercise_instance(&self) -> String {
        if self.tray {
            return lab_07::tray_instance(self.increments);
        }
        let threads = counted(self.threads, "thread");
        let calls = counted(self.increments, "call");
        let service = match self.service {
            Service::Numbers => "take",
            Service::Longest => "report",
        };
        format!("{threads}, {calls} of {service} each")
    }

    fn check() -> Report {
        lab_07::check::<exercise::Exercise>()
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
            ..self.clone()
        };
        match exercise && self.tray {
            // The tray has two threads; with two forms each comes back to it.
            true => vec![Self {
                increments: 2,
                ..self.clone()
            }],
            false => vec![with(3, 1), with(2, 2), with(2, 1)],
        }
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let with = |how| Self {
            how,
            ..self.clone()
        };
        vec![
            ("fetch_add", with(How::FetchAdd)),
            ("compare_exchange, retried", with(How::CompareExchange)),
            ("load, then store", with(How::LoadStore)),
            ("flag for data, Relaxed", with(How::Flag)),
            ("flag for data, Release/Acquire", with(How::OrderedFlag)),
        ]
    }

    fn number(end: &End) -> Option<u64> {
        match end {
            End::Count(count) => Some(*count),
            _ => None,
        }
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Atomics>()
}
