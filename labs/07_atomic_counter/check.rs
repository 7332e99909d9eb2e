//! Lab 07: two small services on one atomic each, and the proof that they hold.

use std::fmt;

use racelab::proof::{Claim, Proof, Report, Wrong};
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

use crate::MANY;

/// Why loom judges the smallest instances only: a retry loop of more than two threads
/// takes it seconds, the explorer milliseconds.
const LOOM_IS_SLOW: &str = "beyond the smallest instances it can take many seconds";

/// What the exercise implements: a desk that hands out numbers and remembers the
/// longest queue. Any number of threads call its functions at the same time.
pub trait Desk: Send + Sync + 'static {
    /// A desk that keeps the number to hand out next in `next`, and the longest queue
    /// so far in `longest`.
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self;

    /// A number that nobody has got before: `next`, which grows by one. `None` when
    /// `next` is `u32::MAX`, which is never handed out, and from then on for ever.
    fn take(&self) -> Option<u32>;

    /// Reports how long the queue is: `longest` is at least that from now on, and
    /// never becomes less.
    fn report(&self, length: u64);
}

/// What became of a desk.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// Threads have taken numbers.
    Taken {
        /// What each thread was given, in its order.
        numbers: Vec<Vec<Option<u32>>>,
        /// What stands in `next`.
        next: u32,
    },
    /// Threads have reported 1, 2 and so on.
    Reported {
        /// What stood in `longest` when each thread had made its report.
        seen: Vec<u64>,
        /// What stands there in the end.
        longest: u64,
    },
}

impl fmt::Debug for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken { numbers, .. } => {
                let name = |number: &Option<u32>| match number {
                    None => "none".to_owned(),
                    Some(number) => number.to_string(),
                };
                let names: Vec<_> = numbers.iter().flatten().map(name).collect();
                write!(f, "{}", names.join(", "))
            }
            Self::Reported { longest, .. } => write!(f, "longest {longest}"),
        }
    }
}

/// Which of the desk's two services is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Service {
    /// take, which hands out numbers
    Numbers,
    /// report, which raises a maximum
    Longest,
}

/// Lets so many threads take numbers, so many each, at a desk that has `left` of them;
/// or make reports of 1, 2 and so on, so many each: every other thread the highest first.
pub fn serve<D: Desk>(service: Service, threads: u8, times: u32) -> Ending {
    let first = u32::MAX - left(threads, times);
    let next = Arc::new(AtomicU32::new(first).named("next"));
    let longest = Arc::new(AtomicU64::new(0).named("longest"));
    let desk = Arc::new(D::new(Arc::clone(&next), Arc::clone(&longest)));
    match service {
        Service::Numbers => {
            let threads = (0..threads).map(|_| {
                let desk = Arc::clone(&desk);
                thread::spawn(move || (0..times).map(|_| desk.take()).collect())
            });
            Ending::Taken {
                numbers: joined(threads),
                // Relaxed: the threads have been joined, and nobody else writes.
                next: next.load(Relaxed),
            }
        }
        Service::Longest => {
            let threads = (0..threads).map(|thread| {
                let (desk, longest) = (Arc::clone(&desk), Arc::clone(&longest));
                thread::spawn(move || {
                    for time in 1..=times {
                        let up = thread % 2 == 0;
                        let length = if up { time } else { times + 1 - time };
                        desk.report(u64::from(u32::from(thread) * times + length));
                    }
                    // Relaxed: what the thread itself has raised is not lower to it.
                    longest.load(Relaxed)
                })
            });
            Ending::Reported {
                seen: joined(threads),
                longest: longest.load(Relaxed),
            }
        }
    }
}

/// How many numbers are left when so many are asked for: two too few, so that two
/// threads can find nothing at the same time; but at least 1.
fn left(threads: u8, times: u32) -> u32 {
    (u32::from(threads) * times).saturating_sub(2).max(1)
}

fn joined<R>(threads: impl Iterator<Item = thread::JoinHandle<R>>) -> Vec<R> {
    let threads: Vec<_> = threads.collect();
    let results = threads.into_iter().map(thread::JoinHandle::join);
    // A panic of the student's code has ended the execution before this.
    let results = results.map(|result| result.expect("a service does not panic"));
    results.collect()
}

/// Says what is wrong with an ending.
///
/// # Errors
///
/// If anything is.
pub fn judge(ending: &Ending, threads: u8, times: u32) -> Result<(), Wrong> {
    match ending {
        Ending::Taken { numbers, next } => judge_numbers(numbers, *next, left(threads, times)),
        Ending::Reported { seen, longest } => {
            let most = u64::from(threads) * u64::from(times);
            if *longest < most {
                let sentence = format!("longest is {longest}, and {most} was reported");
                return Err(Wrong::lost_update(sentence));
            }
            if *longest > most {
                let sentence = format!("longest is {longest}, which nobody reported");
                return Err(Wrong::outcome(sentence));
            }
            let mut reports = seen
                .iter()
                .zip((1..).map(|thread| thread * u64::from(times)));
            match reports.find(|(seen, report)| **seen < *report) {
                Some((seen, report)) => Err(Wrong::lost_update(format!(
                    "who has reported {report} finds longest at {seen}"
                ))),
                None => Ok(()),
            }
        }
    }
}

fn judge_numbers(numbers: &[Vec<Option<u32>>], next: u32, left: u32) -> Result<(), Wrong> {
    let mut taken: Vec<u32> = numbers.iter().flatten().flatten().copied().collect();
    taken.sort_unstable();
    if let Some(twice) = taken.windows(2).find(|pair| pair[0] == pair[1]) {
        let sentence = format!("{} was handed out twice", twice[0]);
        return Err(Wrong::lost_update(sentence));
    }
    let expected: Vec<u32> = (u32::MAX - left..u32::MAX).collect();
    if let Some(wrong) = taken.iter().find(|number| !expected.contains(number)) {
        let sentence = match wrong {
            &u32::MAX => "u32::MAX was handed out".to_owned(),
            wrong => format!("{wrong} was handed out: the numbers have wrapped"),
        };
        return Err(Wrong::outcome(sentence));
    }
    if taken != expected {
        let (got, there) = (taken.len(), expected.len());
        let sentence = format!("{got} of {there} numbers were handed out, and somebody got none");
        return Err(Wrong::outcome(sentence));
    }
    if numbers.iter().any(|own| !own.is_sorted_by_key(rank)) {
        let sentence = "a thread got a lower number after a higher one, or one after none";
        return Err(Wrong::outcome(sentence));
    }
    if next != u32::MAX {
        let sentence = format!("next ends as {next}, and all numbers are taken");
        return Err(Wrong::outcome(sentence));
    }
    Ok(())
}

/// Numbers in their order, and none behind them.
fn rank(number: &Option<u32>) -> u32 {
    number.unwrap_or(u32::MAX)
}

/// Proves both services of `D`: with two threads, with three, and with two that come
/// back, so that a thread also meets what it has itself done. Then looks for what is right
/// only up to a number: one thread asks many times, one is overtaken many times, many
/// threads come at the same time.
pub fn check<D: Desk>() -> Report {
    let services = [Service::Longest, Service::Numbers];
    let sizes = [(2, 1), (3, 1), (2, 2)];
    let proofs = services.into_iter().flat_map(|service| {
        sizes
            .into_iter()
            .map(move |(threads, times)| prove::<D>(service, threads, times))
    });
    Report::new(
        "In every execution, no number is given twice and no maximum is lost.",
        proofs,
    )
}

fn prove<D: Desk>(service: Service, threads: u8, times: u32) -> Proof {
    let claim = move |threads, times| claim::<D>(service, threads, times);
    match (threads, times) {
        (2, 1) => claim(threads, times).prove(),
        (2, 2) => claim(threads, times)
            .without_loom(LOOM_IS_SLOW)
            .prove()
            .and_in_sequence(|| in_sequence::<D>(service))
            .and_beyond(2, claim),
        _ => claim(threads, times).without_loom(LOOM_IS_SLOW).prove(),
    }
}

fn claim<D: Desk>(service: Service, threads: u8, times: u32) -> Claim<Ending> {
    let (name, option) = match service {
        Service::Numbers => ("take", "numbers"),
        Service::Longest => ("report", "longest"),
    };
    let often = match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    };
    let instance = format!("{name}: {threads} threads, {often} each");
    Claim::new(instance, move || serve::<D>(service, threads, times))
        .judged(move |ending| judge(ending, threads, times))
        .arguments(format!(
            "--exercise --service {option} --threads {threads} --increments {times}"
        ))
}

/// Has one thread ask many times.
fn in_sequence<D: Desk>(service: Service) -> Result<(), Wrong> {
    let (next, longest) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU64::new(0)));
    let desk = D::new(Arc::clone(&next), Arc::clone(&longest));
    let mut most = 0;
    for number in 0..u32::try_from(MANY).expect("it is small") {
        match service {
            Service::Numbers => {
                let taken = desk.take();
                if taken != Some(number) {
                    let taken = taken.map_or("none".to_owned(), |taken| taken.to_string());
                    return Err(Wrong::outcome(format!(
                        "the number behind {number} others is {taken}"
                    )));
                }
            }
            Service::Longest => {
                // Up and down.
                let length = u64::from(number) * 7 % MANY;
                most = length.max(most);
                desk.report(length);
                // Relaxed: there is one thread.
                let longest = longest.load(Relaxed);
                if longest != most {
                    return Err(Wrong::outcome(format!(
                        "longest is {longest}, and {most} was reported"
                    )));
                }
            }
        }
    }
    Ok(())
}
