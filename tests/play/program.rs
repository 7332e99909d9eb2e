//! A program of each kind of failure, to be played.

use racelab::cli::{self, Demonstration, Goal, Play, Question, Window};
use racelab::proof::Report;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Barrier, Condvar, Mutex, Semaphore, hint, mpsc, thread};
use racelab::view::Rating;

use crate::drawn;

/// A program to play: its name, and its code.
#[derive(Clone, PartialEq, clap::Args)]
pub(crate) struct Program {
    #[arg(skip = Kind::LockOrder)]
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Two locks, taken in different orders: a deadlock.
    LockOrder,
    /// A spin loop that waits for a value that may be overwritten: a livelock.
    Spin,
    /// Store buffering: both read 0 only under weak memory.
    StoreBuffering,
    /// Two threads wait on a condition variable, one is notified.
    Woken,
    /// A cell that a relaxed flag publishes: a data race in every order.
    Published,
    /// One thread each waits for a permit, at a barrier, for its token, and for room.
    Queues,
    /// A program without failures.
    Sound,
    /// A random program from this seed. Its first goal is a random outcome;
    /// an odd one is forbidden.
    Drawn(u64),
}

impl Demonstration for Program {
    type Outcome = (u64, u64);

    const LAB: &'static str = "04_one_two_or_three";
    const README: &'static str = "";
    const OUTCOME: &'static str = "(a, b)";
    const QUESTION: Question = Question {
        text: "",
        choices: &["yes"],
        right: 0,
        because: "",
        shown_by: &[],
    };

    fn instance(&self) -> String {
        "a program".to_owned()
    }

    fn run(&self, _: &Window) -> (u64, u64) {
        let (x, y) = (named("x"), named("y"));
        match self.kind {
            Kind::LockOrder => {
                let locks = ["m", "n"].map(|name| Arc::new(Mutex::new(()).named(name)));
                let [m, n] = locks.clone();
                let first = thread::spawn(move || {
                    let _m = m.lock();
                    let _n = n.lock();
                });
                let [m, n] = locks;
                let second = thread::spawn(move || {
                    let _n = n.lock();
                    let _m = m.lock();
                });
                first.join().unwrap();
                second.join().unwrap();
                (0, 0)
            }
            Kind::Spin => {
                let other = Arc::clone(&x);
                let waiter = thread::spawn(move || {
                    while other.load(Relaxed) != 1 {
                        hint::spin_loop();
                    }
                });
                x.store(1, Relaxed);
                x.store(2, Relaxed);
                waiter.join().unwrap();
                (0, 0)
            }
            Kind::StoreBuffering => {
                let (x1, y1) = (Arc::clone(&x), Arc::clone(&y));
                let a = thread::spawn(move || {
                    x1.store(1, Relaxed);
                    y1.load(Relaxed)
                });
                let b = thread::spawn(move || {
                    y.store(1, Relaxed);
                    x.load(Relaxed)
                });
                (a.join().unwrap(), b.join().unwrap())
            }
            Kind::Published => {
                let cell = Arc::new(PlainCell::new(0_u64).named("cell"));
                let (other, flag) = (Arc::clone(&cell), Arc::clone(&x));
                let a = thread::spawn(move || {
                    other.set(1);
                    flag.store(1, Relaxed);
                });
                let b = thread::spawn(move || {
                    if x.load(Relaxed) == 1 {
                        cell.get();
                    }
                });
                a.join().unwrap();
                b.join().unwrap();
                (0, 0)
            }
            Kind::Woken => {
                let pair = Arc::new((Mutex::new(0_u64), Condvar::new().named("turn")));
                let notifier = Arc::clone(&pair);
                let waiters = [1, 2].map(|number| {
                    let pair = Arc::clone(&pair);
                    thread::spawn(move || {
                        let mut turn = pair.0.lock();
                        while *turn == 0 {
                            pair.1.wait(&mut turn);
                        }
                        if *turn == 9 {
                            *turn = number;
                        }
                        pair.1.notify_all();
                    })
                });
                let notifier = thread::spawn(move || {
                    *notifier.0.lock() = 9;
                    notifier.1.notify_one();
                });
                notifier.join().unwrap();
                for waiter in waiters {
                    waiter.join().unwrap();
                }
                let turn = *pair.0.lock();
                (turn, 0)
            }
            Kind::Sound => {
                let adders = [1, 2].map(|d| {
                    let x = Arc::clone(&x);
                    thread::spawn(move || x.fetch_add(d, Relaxed))
                });
                for adder in adders {
                    adder.join().unwrap();
                }
                (x.load(Relaxed), 0)
            }
            Kind::Queues => {
                let gate = Arc::new(Semaphore::new(1).named("gate"));
                let meeting = Arc::new(Barrier::new(2).named("meeting"));
                let (outbox, boxes) = mpsc::sync_channel(0);
                let boxes = boxes.named("boxes");
                let other = Arc::clone(&gate);
                let holder = thread::spawn(move || {
                    let permit = other.acquire();
                    x.store(1, Relaxed);
                    drop(permit);
                });
                let waiter = thread::spawn(move || drop(gate.acquire()));
                let early = Arc::clone(&meeting);
                let early = thread::spawn(move || early.wait().is_leader());
                let parked = thread::spawn(thread::park);
                let sender = thread::spawn(move || outbox.send(1).is_ok());
                holder.join().unwrap();
                waiter.join().unwrap();
                meeting.wait();
                early.join().unwrap();
                parked.thread().unpark();
                parked.join().unwrap();
                drop(boxes);
                sender.join().unwrap();
                (0, 0)
            }
            Kind::Drawn(seed) => drawn::run(seed),
        }
    }

    fn rate(&self, outcome: &(u64, u64)) -> (Rating, String) {
        let wrong = match self.kind {
            Kind::StoreBuffering => *outcome == (0, 0),
            Kind::Drawn(_) => drawn::is_forbidden(outcome),
            _ => false,
        };
        let rating = if wrong {
            Rating::Forbidden
        } else {
            Rating::Expected
        };
        (rating, String::new())
    }

    fn goals(&self) -> Vec<Goal<(u64, u64)>> {
        match self.kind {
            Kind::Woken => vec![Goal::Outcome((1, 0)), Goal::Outcome((2, 0))],
            Kind::Drawn(seed) => drawn::goal(seed).map(Goal::Outcome).into_iter().collect(),
            _ => vec![Goal::Forbidden("read 0 twice".to_owned())],
        }
    }

    fn check() -> Report {
        unreachable!("no test checks it")
    }
}

fn named(name: &str) -> Arc<AtomicU64> {
    Arc::new(AtomicU64::new(0).named(name))
}

/// The output of playing the program with these lines.
pub(crate) fn played(kind: Kind, weak: bool, lines: &str) -> String {
    let options = Play {
        weak,
        ..Play::default()
    };
    let mut output = Vec::new();
    cli::play(
        &Program { kind },
        &options,
        lines.as_bytes(),
        &mut output,
        false,
    )
    .expect("it can be played");
    let text = String::from_utf8(output).expect("it writes UTF-8");
    anstream::adapter::strip_str(&text).to_string()
}
