//! Lab 18: readers that go in together, writers that go in alone, and which of them goes first.

mod exercise;
mod gate;

use std::fmt;
use std::process::ExitCode;

use clap::value_parser;
use labs::lab_18::{self, Scene, Visit};
use labs::typed::Typed;
use racelab::cli::{self, Demonstration, Goal, Question, Window};
use racelab::proof::Report;
use racelab::sync::{Arc, thread};
use racelab::view::Rating::{self, Expected, Forbidden, Interesting};
use racelab::view::counted;

use gate::{Gate, How};

/// Which threads come, and which of them goes first.
#[derive(Clone, PartialEq, clap::Args)]
struct Visiting {
    /// How many threads read
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u8).range(1..=5))]
    readers: u8,
    /// How many threads write
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u8).range(1..=5))]
    writers: u8,
    /// Which thread goes first
    #[arg(long, global = true, value_enum, default_value_t = How::Library)]
    how: How,
    /// Have each reader read once; without it, it reads again while it reads
    #[arg(long, global = true)]
    once: bool,
    /// In the exercise, have a reader read again while it reads, and a writer come
    #[arg(long, global = true)]
    again: bool,
    /// In the exercise, have two readers wait for each other while they read, and a writer come
    #[arg(long, global = true)]
    meet: bool,
    /// In the exercise, have a writer come while two readers read, and one of them read again
    #[arg(long, global = true)]
    second: bool,
    /// In the exercise, have two readers and a writer come, and one go through another gate, too
    #[arg(long, global = true)]
    beside: bool,
    /// In the exercise, have two readers come after a writer has left
    #[arg(long, global = true)]
    shared: bool,
}

/// The outcome of a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// How often a reader went in though a writer waited.
    Passed(u64),
    /// A real run that was ended: a reader would have waited for ever.
    Stuck,
    /// What a run at the exercise's gate shows.
    Visit(Visit),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed(times) => write!(f, "{times}"),
            Self::Stuck => write!(f, "stuck"),
            Self::Visit(visit) => visit.fmt(f),
        }
    }
}

impl Visiting {
    fn scene(&self) -> Scene {
        let (readers, writers) = (self.readers, self.writers);
        match self {
            Self { shared: true, .. } => Scene::Shared,
            Self { meet: true, .. } => Scene::Meet,
            Self { second: true, .. } => Scene::Second,
            Self { beside: true, .. } => Scene::Beside,
            Self { again: true, .. } => Scene::Again,
            _ => Scene::Crowd { readers, writers },
        }
    }
}

impl Demonstration for Visiting {
    type Outcome = End;

    const LAB: &'static str = "18_readers_writers";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "passed";
    const QUESTION: Question = Question {
        text: "A thread holds an RwLock to read, and calls a function that acquires the same \
               RwLock to read again. Another thread wants to write. Can this end in a deadlock?",
        choices: &[
            "never: readers do not exclude each other",
            "yes, if the writer comes in between",
            "always: the lock is held by the thread itself",
        ],
        right: 1,
        because: "A lock that lets every reader in may keep a writer waiting for ever. So RwLock \
                  lets no reader pass a writer that waits. The second read then waits for the \
                  writer, the writer waits for the end of the first read, and that comes after the \
                  second one. One of 3 executions ends so. The documentation of std says that it \
                  may happen.",
        shown_by: &["explore"],
    };
    const EXERCISE: Option<fn(&Self) -> End> =
        Some(|visiting| End::Visit(lab_18::play::<exercise::Exercise>(visiting.scene())));

    fn instance(&self) -> String {
        let readers = counted(self.readers, "reader");
        let again = match (self.once, self.readers) {
            (true, _) => "",
            (false, 1) => " that reads again",
            (false, _) => " that read again",
        };
        let how = match self.how {
            How::Readers => "readers first",
            How::Writers => "writers first",
            How::Turns => "in turns",
            How::Library => "the library's RwLock",
            How::Lock => "one lock for all",
        };
        format!(
            "{readers}{again}, {}, {how}",
            counted(self.writers, "writer")
        )
    }

    fn exercise_instance(&self) -> String {
        match self.scene() {
            scene @ (Scene::Again | Scene::Meet | Scene::Second) => {
                format!("{scene}, where a right gate can deadlock")
            }
            scene => scene.to_string(),
        }
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("readers", self.readers, 1)
            .number("writers", self.writers, 1)
            .choice("how", self.how, How::Library)
            .flag("once", self.once)
            .flag("again", self.again)
            .flag("meet", self.meet)
            .flag("second", self.second)
            .flag("beside", self.beside)
            .flag("shared", self.shared)
            .to_string()
    }

    fn run(&self, window: &Window) -> End {
        let threads = self.readers + self.writers;
        let gate = Arc::new(Gate::new(self.how, threads, window));
        let mut pauses = window.pauses(threads.into());
        let writers = pauses.split_off(self.readers.into());
        let once = self.once;
        let readers = pauses.into_iter().map(|mut pauses| {
            let gate = Arc::clone(&gate);
            thread::spawn(move || {
                pauses.meet();
                let came_in = gate.read(|| {
                    pauses.pause();
                    once || gate.read_again(|| true)
                });
                gate.monitor.leave();
                came_in
            })
        });
        let readers: Vec<_> = readers.collect();
        let writers = writers.into_iter().map(|mut pauses| {
            let gate = Arc::clone(&gate);
            thread::spawn(move || {
                pauses.meet();
                gate.write(|| {});
                gate.monitor.leave();
            })
        });
        let writers: Vec<_> = writers.collect();
        let came_in = labs::joined(readers);
        labs::joined(writers);
        match came_in.contains(&false) {
            false => End::Passed(gate.passed()),
            true => End::Stuck,
        }
    }

    fn runs(&self) -> u64 {
        2_500
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (rating, sentence) = match end {
            End::Passed(0) => (Expected, "all come in"),
            End::Passed(1) => (Interesting, "a reader passes a writer that waits"),
            End::Passed(_) => (Interesting, "readers pass a writer that waits"),
            End::Stuck => (Forbidden, "a reader waits for itself"),
            End::Visit(visit) => match lab_18::judge(visit, self.scene()) {
                Ok(()) => (Expected, "all come in, and the data is whole"),
                Err(_) => (Forbidden, "the data is not whole"),
            },
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<End>> {
        let deadlock = "make a reader wait for itself: for a writer that waits for it";
        vec![
            Goal::Deadlock(deadlock.to_owned()),
            Goal::Outcome(End::Passed(u64::from(self.readers))),
        ]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        let wrong = "let a write be lost";
        let deadlock = "make threads wait that no other thread wakes";
        vec![
            Goal::Forbidden(wrong.to_owned()),
            Goal::Deadlock(deadlock.to_owned()),
        ]
    }

    fn check() -> Report {
        lab_18::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        if self.readers + self.writers <= 4 {
            return self.clone();
        }
        Self {
            readers: self.readers.min(2),
            writers: self.writers.min(2),
            ..self.clone()
        }
    }

    fn others_to_play(&self, exercise: bool) -> Vec<Self> {
        let with = |readers, writers, again| Self {
            readers,
            writers,
            again,
            once: false,
            meet: false,
            second: false,
            beside: false,
            shared: false,
            ..self.clone()
        };
        match exercise {
            true => vec![
                with(1, 1, false),
                with(2, 1, false),
                with(1, 2, false),
                with(1, 1, true),
            ],
            false => vec![with(1, 1, false)],
        }
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let with = |how| Self {
            how,
            ..self.clone()
        };
        vec![
            ("the library's RwLock", with(How::Library)),
            ("writers first", with(How::Writers)),
            ("in turns", with(How::Turns)),
            ("readers first", with(How::Readers)),
            ("one lock for all", with(How::Lock)),
        ]
    }

    fn number(end: &End) -> Option<u64> {
        match end {
            End::Passed(times) => Some(*times),
            _ => None,
        }
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Visiting>()
}
