//! Lab 08: what a counter service must do, and the proof that its answers contain everything that
//! was added before.

use std::fmt;

use racelab::proof::{Claim, Report, Sequence, Wrong};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use crate::{MANY, joined};

/// The number that a service keeps. It is plain memory, made for one owner: of two accesses
/// from different threads, at least one a write, one must happen before the other.
#[derive(Debug)]
pub struct Total {
    cell: Arc<PlainCell<u64>>,
}

impl Total {
    /// A total without a name, for a service that no picture shows.
    fn unnamed() -> Self {
        Self {
            cell: Arc::new(PlainCell::new(0)),
        }
    }

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

/// What the exercise implements: a handle on a counter service. Each thread that uses the
/// service has its own clone.
pub trait Service: Clone + Send + 'static {
    /// Starts a service that keeps its count in `total`. It ends when the last clone
    /// is dropped.
    fn start(total: Total) -> Self;

    /// Adds to the count. The addition may happen after this returns.
    fn add(&self, number: u64);

    /// The count. It contains every `add` that happens before this call: those of the
    /// same thread, and those of joined threads.
    fn get(&self) -> u64;
}

/// What a service answered in a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The answers that each client got, in its order.
    answers: Vec<Vec<u64>>,
    /// The answer after all additions.
    end: u64,
    /// The total after that answer, if the answer was right.
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

/// The numbers that clients add: each client its own, so that an answer says how often
/// each client has added.
#[derive(Clone, Copy)]
struct Numbers {
    /// How many clients there are.
    clients: u8,
    /// How often each of them adds.
    times: u32,
    /// A client's number is that of the client before it, times this: 10 for up to nine additions,
    /// so that each client has a digit of the answer; 1 if the digits do not fit into a `u64`.
    base: u64,
}

impl Numbers {
    fn new(clients: u8, times: u32) -> Self {
        let base = 10_u64.pow(times.checked_ilog10().unwrap_or(0) + 1);
        let fits = base.checked_pow(clients.into()).is_some();
        Self {
            clients,
            times,
            base: if fits { base } else { 1 },
        }
    }

    /// What this client adds each time. Clients are numbered from 0.
    fn of(self, client: usize) -> u64 {
        (0..client).fold(1, |number, _| number * self.base)
    }

    /// What all of them add.
    fn all(self) -> u64 {
        let each = (0..self.clients).map(|client| self.of(client.into()));
        each.sum::<u64>() * u64::from(self.times)
    }

    /// How many additions of this client the answer contains; if clients have no digits, how many
    /// of all clients.
    fn made(self, client: usize, answer: u64) -> u64 {
        match self.base {
            1 => answer,
            base => answer / self.of(client) % base,
        }
    }

    /// The most that `made` can be.
    fn most(self) -> u64 {
        match self.base {
            1 => u64::from(self.times) * u64::from(self.clients),
            _ => self.times.into(),
        }
    }
}

/// Runs `clients` clients that call `add` `times` times each, and `get` in between. The main
/// thread is one of them, and adds 1; the second client adds 10, the third 100.
///
/// The main thread calls `get` after each addition, the others after all but their last. If
/// clients add more than once, the main thread first adds a 0 and its number, without a
/// `get`, and then starts the others. Each client's handle is a clone of the one before it;
/// with more than two clients there is one more clone, which is dropped at once, and the third one
/// also uses a service of its own.
pub fn use_service<S: Service>(clients: u8, times: u32) -> Counted {
    let numbers = Numbers::new(clients, times);
    let cell = Arc::new(PlainCell::new(0).named("total"));
    let service = S::start(Total {
        cell: Arc::clone(&cell),
    });
    let before = u32::from(times > 1);
    if before > 0 {
        // A service must accept 0 as it accepts every other number.
        service.add(0);
        service.add(numbers.of(0));
    }
    let ways: Vec<S> = (1..clients).fold(Vec::new(), |mut ways, _| {
        ways.push(ways.last().unwrap_or(&service).clone());
        ways
    });
    if clients > 2 {
        drop(ways.last().cloned());
    }
    let threads = ways.into_iter().zip(1..).map(|(way, client)| {
        let number = numbers.of(client);
        thread::spawn(move || {
            if client == 2 {
                // What a static holds is the same for both services.
                let other = S::start(Total::unnamed());
                other.add(number);
                let count = other.get();
                assert!(
                    count == number,
                    "a second service returned {count}, not {number}"
                );
            }
            let answers = add_and_ask(&way, number, times - 1);
            way.add(number);
            answers
        })
    });
    let threads: Vec<_> = threads.collect();
    let mut answers = vec![add_and_ask(&service, numbers.of(0), times - before)];
    answers.extend(joined(threads));
    let end = service.get();
    // After the right answer the owner has no reason to access the total any more. After a
    // wrong answer it may be about to, and this read would be a data race of the check.
    let total = (end == numbers.all()).then(|| cell.get());
    Counted {
        answers,
        end,
        total,
    }
}

/// What a client does: it adds, and calls `get` after each addition.
fn add_and_ask(service: &impl Service, number: u64, times: u32) -> Vec<u64> {
    let answers = (0..times).map(|_| {
        service.add(number);
        service.get()
    });
    answers.collect()
}

/// Says what is wrong with the answers that `clients` clients got.
///
/// # Errors
///
/// If anything is wrong.
pub fn judge(counted: &Counted, clients: u8, times: u32) -> Result<(), Wrong> {
    let numbers = Numbers::new(clients, times);
    for (client, answers) in counted.answers.iter().enumerate() {
        judge_answers(answers, client, numbers)?;
    }
    let all = numbers.all();
    let wrong = match (counted.end, counted.total) {
        (end, _) if end < all => format!("at the end get answers {end}, though {all} was added"),
        (end, _) if end > all => format!("at the end get answers {end}, but only {all} was added"),
        (_, Some(0)) => "no addition wrote to the total; keep the count there, where the \
                         checker sees it"
            .to_owned(),
        (_, Some(total)) if total != all => {
            format!("the total is {total} at the end, though {all} was added")
        }
        _ => return Ok(()),
    };
    Err(Wrong::outcome(wrong))
}

/// Judges the answers that one client got. Each answer contains everything that this client has
/// added, and everything that was added before this client started. It contains as many additions
/// of each client as the answer before, or more, but never more than that client makes.
fn judge_answers(answers: &[u64], client: usize, numbers: Numbers) -> Result<(), Wrong> {
    // What the main thread adds before it starts the others.
    let first = u64::from(numbers.times > 1);
    let before = if client == 0 { first } else { 0 };
    let mut last = 0;
    for (&answer, asked) in answers.iter().zip(1..) {
        let wrong = |what: String| Err(Wrong::outcome(format!("get returned {answer}{what}")));
        let own = before + asked;
        if numbers.made(client, answer) < own {
            let added = own * numbers.of(client);
            return wrong(format!(" to a client that had already added {added}"));
        }
        if numbers.made(0, answer) < first {
            let added = first * numbers.of(0);
            return wrong(format!(
                ", though {added} was added before the client started"
            ));
        }
        for other in 0..usize::from(numbers.clients) {
            if numbers.made(other, answer) < numbers.made(other, last) {
                return wrong(format!(" to a client that had got {last} before"));
            }
            if numbers.made(other, answer) > numbers.most() || answer > numbers.all() {
                return wrong(format!(", but all additions make {}", numbers.all()));
            }
        }
        last = answer;
    }
    Ok(())
}

/// Why loom judges no instance: two clients, an owner and the channels of their answers have
/// more than 20,000 executions under loom, and 3 in the explorer.
const LOOM_IS_SLOW: &str = "two clients and their answers have more than 20,000 executions in it";

/// How many executions with three clients the check explores at most. A service that uses channels
/// has fewer. One that uses locks and condition variables has more, and exploring all would take
/// minutes.
const SOME: u64 = 10_000;

/// Proves that the answers of `S` contain everything that was added before, for two clients
/// that add once and for two that add twice. Then tries three clients, and one that adds
/// many numbers.
pub fn check<S: Service>() -> Report {
    let proofs = [1, 2].into_iter().map(|times| {
        let two = claim::<S>(2, times);
        match times {
            1 => two.prove(),
            // With spurious wake-ups this instance of a service that waits on a condition variable
            // is too big. The smaller instance has them.
            _ => two
                .without_spurious()
                .prove()
                .and_in_sequence("request", in_sequence::<S>)
                .and_some_of(SOME, || claim::<S>(3, 2).without_spurious()),
        }
    });
    Report::new(
        "In every execution, get answers with everything that was added before.",
        proofs,
    )
}

fn claim<S: Service>(clients: u8, times: u32) -> Claim<Counted> {
    let often = if times == 1 { "once" } else { "twice" };
    let instance = format!("{}, {often} each", counted(clients, "client"));
    Claim::new(instance, move || use_service::<S>(clients, times))
        .judged(move |counted| judge(counted, clients, times))
        .arguments(format!(
            "--exercise --threads {clients} --increments {times}"
        ))
        .without_loom(LOOM_IS_SLOW)
}

/// Has one client add many numbers, with a `get` after each, to two services in turn; and
/// then calls `get` of a new service, before and after it adds the largest number.
fn in_sequence<S: Service>(done: &Sequence) -> Result<(), Wrong> {
    let start = || S::start(Total::unnamed());
    let services = [start(), start()];
    let mut all = [0, 0];
    for number in 0..MANY {
        for (service, all) in services.iter().zip(&mut all) {
            // Different numbers: each service must keep its own count.
            let number = number + *all % 2;
            service.add(number);
            done.count();
            *all += number;
            let count = service.get();
            done.count();
            if count != *all {
                return Err(Wrong::outcome(format!(
                    "get returned {count} after the one client of this service had added {all}"
                )));
            }
        }
    }
    let new = start();
    let count = new.get();
    if count != 0 {
        return Err(Wrong::outcome(format!(
            "a new service answered {count} before anything was added"
        )));
    }
    // No number is free to mean something else.
    new.add(u64::MAX);
    done.count();
    match new.get() {
        u64::MAX => Ok(()),
        count => Err(Wrong::outcome(format!(
            "get answered {count} after the one client of this service had added u64::MAX"
        ))),
    }
}
