//! Lab 08: one thread counts what the others send it.

mod exercise;

use std::fmt;
use std::process::ExitCode;

use clap::{ValueEnum, value_parser};
use labs::lab_08::{self, Counted};
use labs::typed::Typed;
use racelab::cli::{self, Demonstration, Goal, Question, Window};
use racelab::proof::Report;
use racelab::sync::{mpsc, thread};
use racelab::view::Rating::{self, Expected, Forbidden, Interesting};
use racelab::view::counted;

/// Which end of the channel is dropped first.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Gone {
    /// The senders, after their last message: the owner's loop ends
    Senders,
    /// The receiver: the owner stops after its first message
    Owner,
    /// Neither: the main thread keeps a sender while it waits for the owner
    Neither,
}

/// A sender of either kind of channel.
#[derive(Clone)]
enum Outbox {
    /// Holds any number of messages.
    Any(mpsc::Sender<u64>),
    /// Holds a fixed number of messages; a sender of one more blocks.
    Bounded(mpsc::SyncSender<u64>),
}

impl Outbox {
    /// Sends one increment; false if the receiver was dropped.
    fn send(&self) -> bool {
        match self {
            Self::Any(sender) => sender.send(1).is_ok(),
            Self::Bounded(sender) => sender.send(1).is_ok(),
        }
    }
}

/// The outcome of a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Counted {
        /// What the owner has counted.
        count: u64,
        /// How many sends came back with an error.
        refused: u64,
    },
    /// A real run in which the owner waited for a message that never came.
    Stuck,
    /// The exercise's service.
    Service(Counted),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Counted { count, refused: 0 } => write!(f, "{count}"),
            Self::Counted { count, refused } => write!(f, "{count}, refused {refused}"),
            Self::Stuck => write!(f, "stuck"),
            Self::Service(counted) => counted.fmt(f),
        }
    }
}

/// The size of the program, and the kind of channel.
#[derive(Clone, PartialEq, clap::Args)]
struct Messages {
    /// How many threads send; in the exercise, clients
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(1..=14))]
    threads: u8,
    /// How many increments each of them sends; in the exercise, how often it calls add and get
    #[arg(long, global = true, default_value_t = 3, value_parser = value_parser!(u32).range(1..=100_000))]
    increments: u32,
    /// How many messages the channel holds; without it, any number
    #[arg(long, global = true, value_parser = value_parser!(u8).range(0..=100))]
    room: Option<u8>,
    /// Which end of the channel is dropped first
    #[arg(long, global = true, value_enum, default_value_t = Gone::Senders)]
    gone: Gone,
}

/// How long a real run in which neither end is dropped watches the owner, in milliseconds.
const WATCHED: u64 = 2;

impl Messages {
    fn total(&self) -> u64 {
        u64::from(self.threads) * u64::from(self.increments)
    }

    fn channel(&self) -> (Outbox, mpsc::Receiver<u64>) {
        match self.room {
            None => {
                let (sender, inbox) = mpsc::channel();
                (Outbox::Any(sender), inbox.named("inbox"))
            }
            Some(room) => {
                let (sender, inbox) = mpsc::sync_channel(room.into());
                (Outbox::Bounded(sender), inbox.named("inbox"))
            }
        }
    }
}

impl Demonstration for Messages {
    type Outcome = End;

    const LAB: &'static str = "08_channel_counter";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "count";
    const QUESTION: Question = Question {
        text: "Two threads send three messages each through an unbounded channel. The receiving \
               thread drops its end after the first message. What happens to the others?",
        choices: &[
            "the send of each of them fails",
            "each is sent without an error, and lost",
            "some are lost silently, for the rest send fails",
            "the senders wait for ever",
        ],
        right: 2,
        because: "A send that returns Ok says that the message is in the channel, not that any \
                  thread will receive it. Only after the receiver is dropped does a send return \
                  an error, with the message. A sender that must know needs an answer back.",
        shown_by: &["explore", "--gone", "owner"],
    };
    const EXERCISE: Option<fn(&Self) -> End> = Some(|messages| {
        let (clients, times) = (messages.threads, messages.increments);
        End::Service(lab_08::use_service::<exercise::Exercise>(clients, times))
    });

    fn instance(&self) -> String {
        let threads = counted(self.threads, "thread");
        let increments = counted(self.increments, "increment");
        let room = match self.room {
            None => String::new(),
            Some(room) => format!(", room for {room}"),
        };
        let ending = match self.gone {
            Gone::Senders => "",
            Gone::Owner => ", the owner stops after the first",
            Gone::Neither => ", a sender is kept",
        };
        format!("{threads} that send {increments} each{room}{ending}")
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("threads", self.threads, 2)
            .number("increments", self.increments, 3)
            .optional("room", self.room)
            .choice("gone", self.gone, Gone::Senders)
            .to_string()
    }

    fn run(&self, window: &Window) -> End {
        let (outbox, inbox) = self.channel();
        let leaves = self.gone == Gone::Owner;
        // ANCHOR: owner
        let owner = thread::spawn(move || {
            // No other thread can reach this number.
            let mut count = 0;
            // Ends when the last sender is dropped and the channel is empty.
            for increment in inbox {
                count += increment;
                if leaves {
                    break;
                }
            }
            count
        });
        // ANCHOR_END: owner
        let pauses = window.pauses(usize::from(self.threads));
        let senders = pauses.into_iter().map(|mut pauses| {
            let (outbox, increments) = (outbox.clone(), self.increments);
            thread::spawn(move || {
                pauses.meet();
                let mut refused = 0;
                for _ in 0..increments {
                    pauses.pause();
                    refused += u64::from(!outbox.send());
                }
                refused
            })
        });
        let senders: Vec<_> = senders.collect();
        // The main thread has a sender too: the owner waits until that is dropped.
        let kept = (self.gone == Gone::Neither).then_some(outbox);
        let refused = labs::joined(senders).into_iter().sum();
        if kept.is_some() && window.is_open() {
            return stuck(owner, kept);
        }
        let count = owner.join().expect("counting does not panic");
        drop(kept);
        End::Counted { count, refused }
    }

    fn runs(&self) -> u64 {
        match self.gone {
            Gone::Neither => 100,
            _ => (4_000 / (self.total() * u64::from(self.threads))).max(500),
        }
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (rating, sentence) = match end {
            End::Counted { count, refused } if *count == self.total() && *refused == 0 => {
                (Expected, "every increment is counted")
            }
            End::Counted { count, refused } if count + refused == self.total() => {
                (Interesting, "each lost send failed")
            }
            End::Counted { .. } => (Forbidden, "a sent message is lost"),
            End::Stuck => (Forbidden, "the owner waits for ever"),
            End::Service(counted) => match lab_08::judge(counted, self.threads, self.increments) {
                Ok(()) => (Expected, "each answer has all earlier additions"),
                Err(_) => (Forbidden, "an answer lacks an earlier addition"),
            },
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<End>> {
        let lose = "lose a message: its send succeeds and the owner never counts it";
        vec![Goal::Forbidden(lose.to_owned())]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        let lack = "get an answer that lacks an earlier addition";
        vec![Goal::Forbidden(lack.to_owned())]
    }

    fn exercise_instance(&self) -> String {
        let clients = counted(self.threads, "client");
        let times = counted(self.increments, "time");
        format!("{clients}, which add {times} each")
    }

    fn check() -> Report {
        lab_08::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        if self.threads <= 3 && self.total() <= 6 {
            return self.clone();
        }
        Self {
            threads: 2,
            increments: self.increments.min(3),
            ..self.clone()
        }
    }

    fn others_to_play(&self, exercise: bool) -> Vec<Self> {
        let with = |threads: u8, increments: u32| Self {
            threads: threads.min(self.threads),
            increments: increments.min(self.increments),
            ..self.clone()
        };
        match exercise {
            true => vec![with(2, 1), with(2, 2)],
            false => vec![with(2, 2), with(2, 1)],
        }
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let with = |room, gone| Self {
            room,
            gone,
            ..self.clone()
        };
        vec![
            ("room for any number", with(None, Gone::Senders)),
            ("room for 1", with(Some(1), Gone::Senders)),
            ("room for 0: handed over", with(Some(0), Gone::Senders)),
            ("the owner stops early", with(None, Gone::Owner)),
        ]
    }

    fn number(end: &End) -> Option<u64> {
        match end {
            End::Counted { count, refused: 0 } => Some(*count),
            _ => None,
        }
    }
}

/// Watches for a while whether the owner ends. Then it drops the sender that was kept, so that the
/// owner ends: otherwise the demonstration would wait for ever.
fn stuck(owner: thread::JoinHandle<u64>, kept: Option<Outbox>) -> End {
    let (sender, ended) = std::sync::mpsc::channel();
    let watcher = thread::spawn(move || {
        let count = owner.join().expect("counting does not panic");
        // The send fails if the watch has timed out: then the owner was stuck.
        let _ = sender.send(count);
    });
    let count = ended.recv_timeout(std::time::Duration::from_millis(WATCHED));
    drop(kept);
    watcher.join().expect("watching does not panic");
    match count {
        Ok(count) => End::Counted { count, refused: 0 },
        Err(_) => End::Stuck,
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Messages>()
}
