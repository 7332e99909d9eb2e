//! Lab 19: a value that is made when a thread first asks for it, and once.

mod exercise;
mod lazy;

use std::fmt;
use std::process::ExitCode;

use clap::value_parser;
use labs::lab_19::{self, Scene, Values};
use labs::typed::Typed;
use racelab::cli::{self, Demonstration, Goal, Question, Window};
use racelab::proof::Report;
use racelab::sync::{Arc, thread};
use racelab::view::Rating::{self, Expected, Forbidden};
use racelab::view::counted;

use lazy::{How, Lazy};

/// How many threads ask for the value, and how it is made.
#[derive(Clone, PartialEq, clap::Args)]
struct Asking {
    /// How many threads ask for the value
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(2..=14))]
    threads: u8,
    /// How the value is made once
    #[arg(long, global = true, value_enum, default_value_t = How::Half)]
    how: How,
    /// In the exercise, how often each thread asks
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u32).range(1..=1_000))]
    gets: u32,
    /// In the exercise, have thread A make a value out of another one, for which B asks too
    #[arg(long, global = true)]
    nested: bool,
    /// In the exercise, have the value made before two threads ask for it
    #[arg(long, global = true, conflicts_with = "nested")]
    made: bool,
    /// In the exercise, have two threads ask for a value that needs all of its bytes
    #[arg(long, global = true, conflicts_with_all = ["nested", "made"])]
    wide: bool,
}

/// The outcome of a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// What each thread got, in the order of the threads, and how often the value was made.
    Got { values: Vec<u64>, made: usize },
    /// What the threads of the exercise got.
    Exercise(Values),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Got { values, made } => {
                let values: Vec<_> = values.iter().map(u64::to_string).collect();
                f.write_str(&values.join(" | "))?;
                match made {
                    1 => Ok(()),
                    2 => f.write_str(", made twice"),
                    made => write!(f, ", made {made} times"),
                }
            }
            Self::Exercise(values) => values.fmt(f),
        }
    }
}

impl Asking {
    fn scene(&self) -> Scene {
        match (self.nested, self.made, self.wide) {
            (true, ..) => Scene::Nested,
            (_, true, _) => Scene::Made,
            (.., true) => Scene::Wide,
            _ => Scene::Together {
                threads: self.threads,
                gets: self.gets,
            },
        }
    }
}

impl Demonstration for Asking {
    type Outcome = End;

    const LAB: &'static str = "19_once";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "got";
    const QUESTION: Question = Question {
        text: "A value is made under a lock, and then a flag is set with Relaxed. A thread looks \
               at the flag with Acquire. If it is true, the thread reads the value at once; if \
               not, it acquires the lock, looks again, and makes the value if need be. What can \
               go wrong?",
        choices: &[
            "nothing: both are written under the lock",
            "the value may be made twice",
            "a thread may read the value before it is made",
        ],
        right: 2,
        because: "The lock orders only the threads that acquire it. A thread that finds the flag \
                  true never does, and its Acquire has no Release to read from: so nothing orders \
                  its read of the value after the write. In 2 of 6 executions it reads 0. An x86 \
                  processor never shows the 0; an ARM processor may, and so may a compiler.",
        shown_by: &["explore"],
    };
    const EXERCISE: Option<fn(&Self) -> End> =
        Some(|asking| End::Exercise(lab_19::play::<exercise::Exercise>(asking.scene())));

    fn instance(&self) -> String {
        let threads = counted(self.threads, "thread");
        format!("{threads}, 1 get each ({})", self.how.name())
    }

    fn exercise_instance(&self) -> String {
        self.scene().to_string()
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("threads", self.threads, 2)
            .choice("how", self.how, How::Half)
            .number("gets", self.gets, 1)
            .flag("nested", self.nested)
            .flag("made", self.made)
            .flag("wide", self.wide)
            .to_string()
    }

    fn run(&self, window: &Window) -> End {
        let lazy = Arc::new(Lazy::new(self.how));
        let pauses = window.pauses(self.threads.into());
        let threads = (1..).zip(pauses).map(|(own, mut pauses)| {
            let lazy = Arc::clone(&lazy);
            thread::spawn(move || {
                pauses.meet();
                let mut made = false;
                // Each thread's `make` returns that thread's own number.
                let value = lazy.get(&mut pauses, || {
                    made = true;
                    own
                });
                (value, made)
            })
        });
        let (values, made): (Vec<u64>, Vec<bool>) = labs::joined(threads).into_iter().unzip();
        End::Got {
            values,
            made: made.into_iter().filter(|made| *made).count(),
        }
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (rating, sentence) = match end {
            End::Got { values, made } => match (values.contains(&0), made) {
                (false, 1) => (Expected, "made once, and all have it"),
                (true, 1) => (Forbidden, "a thread reads what is not made"),
                _ => (Forbidden, "double initialisation"),
            },
            End::Exercise(values) => match lab_19::judge(values) {
                Ok(()) => (Expected, "made once, and all have it"),
                Err(_) => (Forbidden, "not made once, or not for all"),
            },
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<End>> {
        let task = match self.how {
            How::Unlocked | How::OneLook => "have the value made twice",
            _ => "let a thread read 0: a value that is not made",
        };
        vec![Goal::Forbidden(task.to_owned())]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        let task = "have the value made twice, or let a thread get another one";
        vec![Goal::Forbidden(task.to_owned())]
    }

    fn check() -> Report {
        lab_19::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        Self {
            threads: self.threads.min(3),
            gets: self.gets.min(2),
            ..self.clone()
        }
    }

    fn others_to_play(&self, exercise: bool) -> Vec<Self> {
        let with = |threads, gets, nested| Self {
            threads,
            gets,
            nested,
            made: false,
            wide: false,
            ..self.clone()
        };
        match exercise {
            true => vec![
                with(2, 1, false),
                with(2, 2, false),
                with(3, 1, false),
                with(2, 1, true),
            ],
            false => vec![with(2, 1, false)],
        }
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let all = [
            How::Unlocked,
            How::OneLook,
            How::Locked,
            How::Relaxed,
            How::Half,
            How::Ordered,
            How::States,
        ];
        let with = |how| Self {
            how,
            ..self.clone()
        };
        all.map(|how| (how.name(), with(how))).into()
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Asking>()
}
