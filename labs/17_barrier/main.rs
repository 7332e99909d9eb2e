//! Lab 17: threads meet at a barrier, and meet again.

mod exercise;
mod gate;

use std::fmt;
use std::process::ExitCode;

use labs::lab_17::{self, Cells, Meetings, Met};
use labs::typed::Typed;
use racelab::cli::{self, Demonstration, Goal, Question, Window};
use racelab::proof::Report;
use racelab::sync::{Arc, thread};
use racelab::view::Rating::{self, Expected, Forbidden};

use gate::{Gate, How};

/// How many threads meet, how often, and what they wait for.
#[derive(Clone, PartialEq, clap::Args)]
struct Meeting {
    #[command(flatten)]
    meetings: Meetings,
    /// What a thread waits for
    #[arg(long, global = true, value_enum, default_value_t = How::Reset)]
    how: How,
}

/// The outcome of a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// How many reads got what the phase before wrote.
    InStep(u64),
    /// A real run that was ended: all threads slept.
    Asleep,
    /// The exercise's barrier.
    Met(Met),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InStep(reads) => write!(f, "{reads}"),
            Self::Asleep => write!(f, "asleep"),
            Self::Met(met) => met.fmt(f),
        }
    }
}

impl Demonstration for Meeting {
    type Outcome = End;

    const LAB: &'static str = "17_barrier";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "in step";
    const QUESTION: Question = Question {
        text: "A barrier counts the threads that come. The last one sets the count back to 0 and \
               wakes all; the others wait, in a loop, until the count is 0. For one meeting it is \
               right, for any number of threads. Two threads meet twice. What can happen?",
        choices: &[
            "nothing: the last thread has set everything back",
            "a thread goes on before the other one has come",
            "both threads wait for ever",
        ],
        right: 2,
        because: "The last thread sets the count to 0, goes on, and comes to the second meeting. \
                  The count is 1 then. Only now the other thread wakes from the first meeting, \
                  looks whether the count is 0, and waits again. Each waits for the other one. \
                  What a thread waits for must stay true until it has looked, however late that \
                  is.",
        shown_by: &["explore"],
    };
    const EXERCISE: Option<fn(&Self) -> End> =
        Some(|meeting| End::Met(lab_17::meet::<exercise::Exercise>(meeting.meetings)));

    fn instance(&self) -> String {
        let how = match self.how {
            How::Reset => "a count that is reset",
            How::Never => "a count that is never reset",
            How::TwoCounts => "two counts in turn",
            How::Generation => "each meeting has a number",
            How::Sense => "a flag that turns",
        };
        format!("{}, {how}", self.meetings)
    }

    fn exercise_instance(&self) -> String {
        self.meetings.to_string()
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("threads", self.meetings.threads, 2)
            .number("times", self.meetings.times, 2)
            .choice("how", self.how, How::Reset)
            .to_string()
    }

    fn run(&self, window: &Window) -> End {
        let gate = Arc::new(Gate::new(self.meetings.threads, self.how, window));
        let cells = Arc::new(Cells::new(self.meetings.threads));
        let pauses = window.pauses(self.meetings.threads.into());
        let threads = (0..).zip(pauses).map(|(thread, mut pauses)| {
            let (gate, cells) = (Arc::clone(&gate), Arc::clone(&cells));
            let times = u64::from(self.meetings.times);
            thread::spawn(move || {
                pauses.meet();
                let mut in_step = 0;
                for phase in 1..=times + 1 {
                    pauses.pause();
                    in_step += u64::from(cells.work(thread, phase) == Some(true));
                    if phase > times || !gate.wait() {
                        break;
                    }
                }
                gate.monitor.leave();
                in_step
            })
        });
        let in_step = labs::joined(threads).into_iter().sum();
        match gate.monitor.all_waited() {
            true => End::Asleep,
            false => End::InStep(in_step),
        }
    }

    fn runs(&self) -> u64 {
        let waits = u64::from(self.meetings.threads) * u64::from(self.meetings.times);
        (10_000 / waits).clamp(500, 2_500)
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (rating, sentence) = match end {
            End::InStep(reads) if *reads == self.meetings.reads() => {
                (Expected, "each reads what its neighbour wrote")
            }
            End::InStep(_) => (Forbidden, "a thread is a phase ahead"),
            End::Asleep => (Forbidden, "the threads wait at two meetings"),
            End::Met(met) => match lab_17::judge(met, self.meetings) {
                Ok(()) => (Expected, "all meet, and one leads"),
                Err(_) => (Forbidden, "a thread is ahead, or none or several lead"),
            },
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<End>> {
        let ahead = "overtake: let a thread read or write a phase too early";
        let asleep = "overtake: let a thread wait at the second meeting while another one still \
                      waits at the first";
        vec![
            Goal::Forbidden(ahead.to_owned()),
            Goal::Deadlock(asleep.to_owned()),
        ]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        let wrong = "let a thread go on too early, or none or several lead";
        let asleep = "put threads to sleep that no other thread wakes";
        vec![
            Goal::Forbidden(wrong.to_owned()),
            Goal::Deadlock(asleep.to_owned()),
        ]
    }

    fn check() -> Report {
        lab_17::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        if u16::from(self.meetings.threads) * u16::from(self.meetings.times) <= 6 {
            return self.clone();
        }
        let meetings = Meetings {
            threads: self.meetings.threads.min(2),
            times: self.meetings.times.min(3),
        };
        Self { meetings, ..*self }
    }

    fn others_to_play(&self, _exercise: bool) -> Vec<Self> {
        let with = |threads, times| Self {
            meetings: Meetings { threads, times },
            ..*self
        };
        vec![with(2, 2), with(2, 3)]
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let times = self.meetings.times;
        let with = |how, times| Self {
            meetings: Meetings {
                times,
                ..self.meetings
            },
            how,
        };
        vec![
            ("reset, once", with(How::Reset, 1)),
            ("reset", with(How::Reset, times)),
            ("never reset", with(How::Never, times)),
            ("two counts", with(How::TwoCounts, times)),
            ("two, once more", with(How::TwoCounts, times + 1)),
            ("a number", with(How::Generation, times)),
            ("a flag that turns", with(How::Sense, times)),
        ]
    }

    fn number(end: &End) -> Option<u64> {
        match end {
            End::InStep(reads) => Some(*reads),
            _ => None,
        }
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Meeting>()
}
