//! Lab 15: producers and takers, and a queue between them with room for few.

mod exercise;
mod queue;

use std::fmt;
use std::process::ExitCode;

use clap::ValueEnum;
use labs::lab_15::{self, Size, Trade};
use labs::typed::Typed;
use racelab::cli::{self, Demonstration, Goal, Question, Window};
use racelab::proof::Report;
use racelab::sync::{Arc, thread};
use racelab::view::Rating::{self, Expected, Forbidden};
use racelab::view::counted;

use queue::Queue;

/// What threads wait on, and when they are woken.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum How {
    /// One condition variable, and notify_one
    One,
    /// One condition variable, and notify_all
    OneAll,
    /// Two, one for takers and one for producers, and notify_one
    Two,
    /// Two, where a wait has an if around it in place of a while
    If,
    /// Two, where a taker is woken only if the queue was empty, a producer if it was full
    WasEmpty,
}

/// How many put how much, how many take it, and how they wait.
#[derive(Clone, PartialEq, clap::Args)]
struct Trading {
    #[command(flatten)]
    size: Size,
    /// What threads wait on, and when they are woken
    #[arg(long, global = true, value_enum, default_value_t = How::One)]
    how: How,
}

/// The outcome of a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// The number of values that were taken.
    Taken(u64),
    /// A real run that was ended: all threads slept.
    Asleep,
    /// The exercise's buffer.
    Trade(Trade),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(values) => write!(f, "{values}"),
            Self::Asleep => write!(f, "asleep"),
            Self::Trade(trade) => trade.fmt(f),
        }
    }
}

impl Demonstration for Trading {
    type Outcome = End;

    const LAB: &'static str = "15_bounded_buffer";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "taken";
    const QUESTION: Question = Question {
        text: "A queue has room for one value. A producer puts two, and each of two takers takes \
               one. All wait on the same condition variable, each wait stands in a while, and \
               each put and each take calls notify_one. What is the worst that can happen?",
        choices: &[
            "a taker finds the queue empty",
            "all sleep, though there is work to do",
            "nothing: that is how to use a condition variable",
        ],
        right: 1,
        because: "The loop keeps a taker from taking what is not there. But notify_one wakes \
                  some thread that waits, and not the one that it is meant for: the notification \
                  that a taker sends for the producer may wake the other taker. That one finds \
                  the queue empty, sleeps again, and the producer is never woken.",
        shown_by: &["explore"],
    };
    const EXERCISE: Option<fn(&Self) -> End> =
        Some(|trading| End::Trade(lab_15::trade::<exercise::Exercise>(trading.size)));

    fn instance(&self) -> String {
        let producers = counted(self.size.producers, "producer");
        let values = counted(self.size.values, "value");
        let takers = counted(self.size.takers, "taker");
        let how = match self.how {
            How::One => "one condition variable",
            How::OneAll => "one, notify_all",
            How::Two => "two condition variables",
            How::If => "two, and if",
            How::WasEmpty => "two, seldom notified",
        };
        format!(
            "{producers} of {values}, {takers}, room for {}, {how}",
            self.size.room
        )
    }

    fn exercise_instance(&self) -> String {
        self.size.to_string()
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("producers", self.size.producers, 1)
            .number("values", self.size.values, 2)
            .number("takers", self.size.takers, 2)
            .number("room", self.size.room, 1)
            .choice("how", self.how, How::One)
            .flag("closed", self.size.closed)
            .to_string()
    }

    fn run(&self, window: &Window) -> End {
        let threads = self.size.producers + self.size.takers;
        let queue = Arc::new(Queue::new(self.size.room, self.how, threads, window));
        let mut pauses = window.pauses(threads.into());
        let takers = pauses.split_off(self.size.producers.into());
        let producers = pauses.into_iter().map(|mut pauses| {
            let (queue, values) = (Arc::clone(&queue), self.size.values);
            thread::spawn(move || {
                pauses.meet();
                for _ in 0..values {
                    pauses.pause();
                    queue.put(1);
                }
                queue.monitor.leave();
            })
        });
        let producers: Vec<_> = producers.collect();
        let takers = (0..).zip(takers).map(|(taker, mut pauses)| {
            let (queue, share) = (Arc::clone(&queue), self.size.share(taker));
            thread::spawn(move || {
                pauses.meet();
                let mut taken = 0;
                for _ in 0..share {
                    pauses.pause();
                    taken += queue.take().unwrap_or(0);
                }
                queue.monitor.leave();
                taken
            })
        });
        let takers: Vec<_> = takers.collect();
        labs::joined(producers);
        let taken = labs::joined(takers).into_iter().sum();
        match queue.monitor.all_waited() {
            true => End::Asleep,
            false => End::Taken(taken),
        }
    }

    fn runs(&self) -> u64 {
        (10_000 / (self.size.all() as u64 * 2)).clamp(500, 2_500)
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (rating, sentence) = match end {
            End::Taken(taken) if *taken == self.size.all() as u64 => {
                (Expected, "each value is taken")
            }
            End::Taken(_) => (Forbidden, "a taker finds nothing"),
            End::Asleep => (Forbidden, "all sleep though there is work"),
            End::Trade(trade) => match lab_15::judge(trade, self.size) {
                Ok(()) => (Expected, "each value is taken once, in order"),
                Err(_) => (Forbidden, "values are lost, invented or turned round"),
            },
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<End>> {
        let nothing = "let a taker find nothing: make fewer values be taken than were put";
        let asleep = "put all threads to sleep, though there is work to do";
        vec![
            Goal::Forbidden(nothing.to_owned()),
            Goal::Deadlock(asleep.to_owned()),
        ]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        let wrong = "let a value be lost, taken twice or taken too soon";
        let asleep = "put threads to sleep that no other thread wakes";
        vec![
            Goal::Forbidden(wrong.to_owned()),
            Goal::Deadlock(asleep.to_owned()),
        ]
    }

    fn check() -> Report {
        lab_15::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        if self.size.all() <= 4 && self.size.producers + self.size.takers <= 4 {
            return self.clone();
        }
        let size = Size {
            producers: 1,
            values: 2,
            takers: self.size.takers.min(2),
            ..self.size
        };
        Self { size, ..*self }
    }

    fn others_to_play(&self, exercise: bool) -> Vec<Self> {
        let with = |producers, values, takers, room, closed| {
            let size = Size {
                producers,
                values,
                takers,
                room,
                closed,
            };
            Self { size, ..*self }
        };
        match exercise {
            // Spurious wake-ups make many states. The first sizes have few enough for hints.
            true => vec![
                with(2, 1, 1, 1, false),
                with(1, 1, 1, 1, true),
                with(1, 2, 2, 2, true),
                with(1, 2, 2, 2, false),
            ],
            false => vec![with(1, 2, 2, 1, false), with(1, 2, 2, 2, false)],
        }
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let room = self.size.room;
        let with = |how, room| Self {
            size: Size { room, ..self.size },
            how,
        };
        vec![
            ("one, notify_one", with(How::One, room)),
            ("one, notify_all", with(How::OneAll, room)),
            ("two, notify_one", with(How::Two, room)),
            ("two, if for while", with(How::If, room)),
            ("two, if it was empty", with(How::WasEmpty, room)),
            ("the same, more room", with(How::WasEmpty, room + 1)),
        ]
    }

    fn number(end: &End) -> Option<u64> {
        match end {
            End::Taken(values) => Some(*values),
            _ => None,
        }
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Trading>()
}
