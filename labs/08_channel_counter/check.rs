//! Lab 08: what a counter service is, and the proof that it answers with everything
//! that was sent to it before.

use std::fmt;

use racelab::proof::{Claim, Report, Wrong};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use crate::MANY;

/// The number that a service keeps. It is plain memory, made for one owner: whoever
/// accesses it from two threads must see to it that one comes after the other.
#[derive(Debug)]
pub struct Total {
    cell: Arc<PlainCell<u64>>,
}

impl Total {
    /// The number; 0 at first.
    #[track_caller]
    pub fn get(&self) -> u64 {
        self.cell.get()
    }

    /// Replaces the number.
    #[track_caller]
    pub fn set(&self, number: u64) {
        self.cell.set(number);
    }
}

/// What the exercise implements: a way to a counter service. Each thread that uses the
/// service has a clone of its own.
pub trait Service: Clone + Send + 'static {
    /// Starts a service that keeps its count in `total`. It ends when the last clone
    /// has gone.
    fn start(total: Total) -> Self;

    /// Adds to the count. It need not have happened when this returns.
    fn add(&self, number: u64);

    /// The count. Every `add` that happens before this call is in it: of the same
    /// thread, and of threads that have been joined.
    fn get(&self) -> u64;
}

/// What was seen of a service.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// What each client was answered after each of its additions.
    answers: Vec<Vec<u64>>,
    /// The answer after all of them.
    end: u64,
    /// What stands in the total then, if that was the right answer.
    total: Option<u64>,
}

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for answer in self.answers.iter().flatten() {
            write!(f, "{answer}, ")?;
        }
        write!(f, "end {}", self.end)
    }
}

/// Lets so many clients add, so often each, and ask for the count after each time. The
/// first one, the main thread, adds 1 each time, the second one 2, and so on. If they come
/// more than once, the main thread has added 0 before.
pub fn use_service<S: Service>(clients: u8, times: u32) -> Counted {
    let cell = Arc::new(PlainCell::new(0).named("total"));
    let service = S::start(Total {
        cell: Arc::clone(&cell),
    });
    if times > 1 {
        // A number as any other.
        service.add(0);
    }
    let threads = (2..=u64::from(clients)).map(|number| {
        let service = service.clone();
        thread::spawn(move || add_and_ask(&service, number, times))
    });
    let threads: Vec<_> = threads.collect();
    let mut answers = vec![add_and_ask(&service, 1, times)];
    for thread in threads {
        // A panic of the student's code has ended the execution before this.
        answers.push(thread.join().expect("no client panics"));
    }
    let end = service.get();
    // After the right answer nobody has a reason to touch the total any more. After a
    // wrong one the owner may be about to, and to look would be a data race of ours.
    let total = (end == all(clients, times)).then(|| cell.get());
    Counted {
        answers,
        end,
        total,
    }
}

/// What a client does: it adds, and asks for the count after each time.
fn add_and_ask(service: &impl Service, number: u64, times: u32) -> Vec<u64> {
    let answers = (0..times).map(|_| {
        service.add(number);
        service.get()
    });
    answers.collect()
}

/// What so many clients add in all.
fn all(clients: u8, times: u32) -> u64 {
    (1..=u64::from(clients)).sum::<u64>() * u64::from(times)
}

/// Says what is wrong with the answers that so many clients were given.
///
/// # Errors
///
/// If anything is.
pub fn judge(counted: &Counted, clients: u8, times: u32) -> Result<(), Wrong> {
    let all = all(clients, times);
    for (answers, number) in counted.answers.iter().zip(1..) {
        let mut least = 0;
        for &answer in answers {
            least += number;
            if answer < least {
                return Err(Wrong::outcome(format!(
                    "get answered {answer} after at least {least} was added"
                )));
            }
            if answer > all {
                return Err(Wrong::outcome(format!(
                    "get answered {answer}, and only {all} is added in all"
                )));
            }
            least = answer;
        }
    }
    let wrong = match (counted.end, counted.total) {
        (end, _) if end < all => format!("at the end get answers {end}, and {all} was added"),
        (end, _) if end > all => format!("at the end get answers {end}, and only {all} was added"),
        (_, Some(0)) => "nothing was written to the total; keep the count there, where the \
                         checker sees it"
            .to_owned(),
        (_, Some(total)) if total != all => {
            format!("the total is {total} at the end, and {all} was added")
        }
        _ => return Ok(()),
    };
    Err(Wrong::outcome(wrong))
}

/// Why loom judges no instance: under it two clients, an owner and the ways of their
/// answers have more than 20,000 executions, in the explorer 6.
const LOOM_IS_SLOW: &str = "two clients and their answers are more than 20,000 executions to it";

/// Proves that `S` answers with everything that was sent before, to two clients and to
/// two that come back.
pub fn check<S: Service>() -> Report {
    let sizes = [(2, 1), (2, 2)];
    let proofs = sizes.into_iter().map(|(clients, times)| {
        let often = if times == 1 { "once" } else { "twice" };
        let instance = format!("{}, {often} each", counted(clients, "client"));
        let claim = Claim::new(instance, move || use_service::<S>(clients, times))
            .judged(move |counted| judge(counted, clients, times))
            .arguments(format!(
                "--exercise --threads {clients} --increments {times}"
            ))
            .without_loom(LOOM_IS_SLOW);
        match times {
            1 => claim.prove(),
            // With spurious wake-ups an answer that waits on a condition variable would be
            // too big here; the smaller instance has them.
            _ => claim
                .without_spurious()
                .prove()
                .and_in_sequence(in_sequence::<S>),
        }
    });
    Report::new(
        "In every execution, get answers with everything that was sent before.",
        proofs,
    )
}

/// Has one client add many numbers, and ask after each.
fn in_sequence<S: Service>() -> Result<(), Wrong> {
    let service = S::start(Total {
        cell: Arc::new(PlainCell::new(0)),
    });
    let mut all = 0;
    for number in 0..MANY {
        service.add(number);
        all += number;
        let count = service.get();
        if count != all {
            return Err(Wrong::outcome(format!(
                "get answered {count} when one client had added {all}"
            )));
        }
    }
    Ok(())
}
