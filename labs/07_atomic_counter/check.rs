//! Lab 07: two small services on one atomic each, a flag that guards data, and the proof that
//! they hold.

#[path = "check/tray.rs"]
mod tray;

use std::fmt;

use racelab::proof::{Claim, Proof, Report, Sequence, Wrong};
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

use crate::MANY;

pub use tray::{Tray, hand_over, instance as tray_instance};

/// Why loom judges the smallest instances only: for a retry loop of more than two threads
/// it needs seconds and the explorer milliseconds.
const LOOM_IS_SLOW: &str = "beyond the smallest instances it can take many seconds";

/// What the exercise implements: a desk that hands out numbers and remembers the
/// longest queue. Any number of threads call these functions at the same time. At the desk
/// stands a tray, in which one thread hands forms over to another one.
pub trait Desk: Send + Sync + 'static {
    /// A desk that keeps the number to hand out next in `next`, and the longest queue
    /// so far in `longest`.
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self;

    /// A number that no earlier call has returned: `next`, which grows by one. `None` when
    /// `next` is `u32::MAX`, which is never handed out, and in every later call.
    fn take(&self) -> Option<u32>;

    /// Reports the length of the queue: from now on `longest` is at least that, and
    /// it never falls.
    fn report(&self, length: u64);

    /// Part two: puts a form into the tray. `false` if the last one still lies there; then it
    /// changes nothing. One thread calls it, and another one `fetch`, at the same time.
    ///
    /// An answer without these two functions is an answer to part one.
    fn put(tray: &Tray, form: u64) -> bool {
        let _ = (tray, form);
        false
    }

    /// Part two: takes the form out of the tray; `None` if there is none. It waits for nothing.
    fn fetch(tray: &Tray) -> Option<u64> {
        let _ = tray;
        None
    }
}

/// What the threads of a run got from a desk, and what its atomics hold at the end.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Served {
    /// Threads have taken numbers.
    Taken {
        /// What `take` returned to each thread, in its order.
        numbers: Vec<Vec<Option<u32>>>,
        /// What each thread read in `next` after each of its calls.
        seen: Vec<Vec<u32>>,
        /// What `next` holds at the end.
        next: u32,
    },
    /// Threads have reported 1, 2 and so on.
    Reported {
        /// What each thread read in `longest` after each of its reports.
        seen: Vec<Vec<u64>>,
        /// What `longest` holds at the end.
        longest: u64,
    },
    /// Forms were handed over: what each look into the tray has brought.
    HandedOver(Vec<Option<u64>>),
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken { numbers, .. } => {
                let names: Vec<_> = numbers.iter().flatten().map(|n| name(*n)).collect();
                write!(f, "{}", names.join(", "))
            }
            Self::Reported { longest, .. } => write!(f, "longest {longest}"),
            Self::HandedOver(forms) => {
                let forms: Vec<_> = forms.iter().map(|form| name(*form)).collect();
                write!(f, "fetched {}", forms.join(", "))
            }
        }
    }
}

/// A number, or none.
fn name(number: Option<impl fmt::Display>) -> String {
    number.map_or("none".to_owned(), |number| number.to_string())
}

/// Which of the desk's two services is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Service {
    /// take, which hands out numbers
    Numbers,
    /// report, which raises a maximum
    Longest,
}

/// Runs `threads` threads with `times` calls each: of `take`, at a desk that has `left`
/// numbers, or of `report`, with 1, 2 and so on, every other thread the highest first.
pub fn serve<D: Desk>(service: Service, threads: u8, times: u32) -> Served {
    let first = u32::MAX - left(threads, times);
    let next = Arc::new(AtomicU32::new(first).named("next"));
    let longest = Arc::new(AtomicU64::new(0).named("longest"));
    let desk = Arc::new(D::new(Arc::clone(&next), Arc::clone(&longest)));
    match service {
        Service::Numbers => {
            let threads = (0..threads).map(|_| {
                let (desk, next) = (Arc::clone(&desk), Arc::clone(&next));
                thread::spawn(move || ask(&*desk, &next, times))
            });
            let (numbers, seen) = joined(threads).into_iter().unzip();
            Served::Taken {
                numbers,
                seen,
                // Relaxed: every write happens before the joins, and so before this load.
                next: next.load(Relaxed),
            }
        }
        Service::Longest => {
            let threads = (0..threads).map(|thread| {
                let (desk, longest) = (Arc::clone(&desk), Arc::clone(&longest));
                thread::spawn(move || {
                    let reports = lengths(thread, times).map(|length| {
                        desk.report(length);
                        // Relaxed: it reads this thread's own write or a newer one.
                        longest.load(Relaxed)
                    });
                    reports.collect()
                })
            });
            Served::Reported {
                seen: joined(threads),
                longest: longest.load(Relaxed),
            }
        }
    }
}

/// Takes so many numbers, and reads `next` after each.
fn ask(desk: &impl Desk, next: &AtomicU32, times: u32) -> (Vec<Option<u32>>, Vec<u32>) {
    // Relaxed: it reads this thread's own write or a newer one.
    let takes = (0..times).map(|_| (desk.take(), next.load(Relaxed)));
    takes.unzip()
}

/// What a thread reports in turn: every other thread the highest first.
fn lengths(thread: u8, times: u32) -> impl Iterator<Item = u64> {
    let (before, up) = (u32::from(thread) * times, thread.is_multiple_of(2));
    (1..=times).map(move |time| u64::from(before + if up { time } else { times + 1 - time }))
}

/// How many numbers the desk has for so many calls: two too few, so that two threads can
/// find none at the same time; one too few if threads call twice, so that a thread that
/// has read `next` gets another number after it; but at least 1.
fn left(threads: u8, times: u32) -> u32 {
    let few = if times == 1 { 2 } else { 1 };
    (u32::from(threads) * times).saturating_sub(few).max(1)
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
/// If anything is wrong.
pub fn judge(ending: &Served, threads: u8, times: u32) -> Result<(), Wrong> {
    match ending {
        Served::Taken {
            numbers,
            seen,
            next,
        } => {
            judge_numbers(numbers, *next, left(threads, times))?;
            let mut threads = numbers.iter().zip(seen);
            threads.try_for_each(|(numbers, seen)| judge_next(numbers, seen))
        }
        Served::Reported { seen, longest } => {
            let most = u64::from(threads) * u64::from(times);
            if *longest < most {
                let sentence = format!("longest ends as {longest}, though {most} was reported");
                return Err(Wrong::lost_update(sentence));
            }
            if *longest > most {
                let sentence = format!("longest ends as {longest}, which no thread reported");
                return Err(Wrong::outcome(sentence));
            }
            let mut threads = (0..threads).zip(seen);
            threads.try_for_each(|(thread, seen)| judge_longest(seen, thread, times, most))
        }
        Served::HandedOver(fetched) => tray::judge(fetched),
    }
}

/// Judges what a thread read in `next` after each of its calls: more than the number that
/// it got, and at most the number that it gets next.
fn judge_next(numbers: &[Option<u32>], seen: &[u32]) -> Result<(), Wrong> {
    let given = |number: Option<&Option<u32>>| number.copied().flatten().unwrap_or(u32::MAX);
    for (at, &next) in seen.iter().enumerate() {
        let (before, behind) = (given(numbers.get(at)), given(numbers.get(at + 1)));
        if next < before.saturating_add(1) {
            let given = name(numbers.get(at).copied().flatten());
            let sentence =
                format!("a thread got {given}, and then read {next} in next, which is too low");
            return Err(Wrong::outcome(sentence));
        }
        if next > behind {
            return Err(Wrong::outcome(format!(
                "a thread read {next} in next, and then got {behind}: next grows by one, and \
                 never falls"
            )));
        }
    }
    Ok(())
}

/// Judges what a thread read in `longest` after each of its reports: at least that report,
/// at least what it read before, and at most the largest report.
fn judge_longest(seen: &[u64], thread: u8, times: u32, most: u64) -> Result<(), Wrong> {
    let mut least = 0;
    for (report, &seen) in lengths(thread, times).zip(seen) {
        if seen < report {
            let sentence = format!("a thread reported {report}, and then read {seen} in longest");
            return Err(Wrong::lost_update(sentence));
        }
        if seen < least {
            let sentence = format!("a thread read {least} in longest, and later {seen}");
            return Err(Wrong::outcome(sentence));
        }
        if seen > most {
            let sentence = format!("a thread read {seen} in longest, which no thread reported");
            return Err(Wrong::outcome(sentence));
        }
        least = seen;
    }
    Ok(())
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
            wrong => format!("{wrong} was handed out: next has wrapped"),
        };
        return Err(Wrong::outcome(sentence));
    }
    if taken != expected {
        let (got, there) = (taken.len(), expected.len());
        let sentence = format!("only {got} of {there} numbers were handed out");
        return Err(Wrong::outcome(sentence));
    }
    if numbers.iter().any(|own| !own.is_sorted_by_key(rank)) {
        let sentence = "a thread got a lower number after a higher one, or a number after none";
        return Err(Wrong::outcome(sentence));
    }
    if next != u32::MAX {
        let sentence = format!("next ends as {next}, though all numbers were handed out");
        return Err(Wrong::outcome(sentence));
    }
    Ok(())
}

/// A key that sorts numbers in their order, and none after them.
fn rank(number: &Option<u32>) -> u32 {
    number.unwrap_or(u32::MAX)
}

/// Proves both services of `D`: with two threads, with three, and with two that call twice,
/// so that a call also meets an earlier one of its own thread. Then looks for code that is
/// right only up to some number: one thread calls many times, one is overtaken many times,
/// many threads call at the same time. Then proves part two, the tray.
pub fn check<D: Desk>() -> Report {
    let services = [Service::Longest, Service::Numbers];
    let sizes = [(2, 1), (3, 1), (2, 2)];
    let proofs = services.into_iter().flat_map(|service| {
        sizes
            .into_iter()
            .map(move |(threads, times)| prove::<D>(service, threads, times))
    });
    let tray: [fn() -> Proof; 2] = [tray::one_look::<D>, tray::in_turn::<D>];
    Report::new(
        "In every execution, no number is given twice, no maximum is lost, and each form is \
         handed over whole.",
        proofs.chain(tray.into_iter().map(|prove| prove())),
    )
}

fn prove<D: Desk>(service: Service, threads: u8, times: u32) -> Proof {
    let claim = move |threads, times| claim::<D>(service, threads, times);
    match (threads, times) {
        (2, 1) => claim(threads, times).prove(),
        (2, 2) => claim(threads, times)
            .without_loom(LOOM_IS_SLOW)
            .prove()
            .and_in_sequence("request", |done| in_sequence::<D>(service, done))
            .and_beyond(2, claim),
        _ => claim(threads, times).without_loom(LOOM_IS_SLOW).prove(),
    }
}

fn claim<D: Desk>(service: Service, threads: u8, times: u32) -> Claim<Served> {
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

/// Has one thread call many times, at two desks in turn, and then report the largest length.
fn in_sequence<D: Desk>(service: Service, done: &Sequence) -> Result<(), Wrong> {
    let wrong = |sentence| Err(Wrong::outcome(sentence));
    let desk = || {
        let (next, longest) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU64::new(0)));
        let desk = D::new(Arc::clone(&next), Arc::clone(&longest));
        (desk, next, longest, 0)
    };
    let mut desks = [desk(), desk()];
    for number in 0..u32::try_from(MANY).expect("it is small") {
        for (at, (desk, next, longest, most)) in (0..).zip(&mut desks) {
            match service {
                Service::Numbers => {
                    let taken = desk.take();
                    if taken != Some(number) {
                        let out = format!("{number} numbers and then {}", name(taken));
                        return wrong(format!("one of two desks handed out {out}"));
                    }
                    // Relaxed, here and below: there is one thread.
                    let next = next.load(Relaxed);
                    if next != number + 1 {
                        let out = format!("{number}, and its next is {next}");
                        return wrong(format!("one of two desks handed out {out}"));
                    }
                }
                Service::Longest => {
                    // Lengths rise and fall, and differ between the two desks.
                    let length = (u64::from(number) + 100 * at) * 7 % MANY;
                    *most = length.max(*most);
                    desk.report(length);
                    let longest = longest.load(Relaxed);
                    if longest != *most {
                        let got = format!("the report {most}, and its longest is {longest}");
                        return wrong(format!("one of two desks got {got}"));
                    }
                }
            }
            done.count();
        }
    }
    let (desk, _, longest, _) = desk();
    desk.report(u64::MAX);
    match longest.load(Relaxed) {
        u64::MAX => Ok(()),
        longest => wrong(format!(
            "a desk got the report u64::MAX, and its longest is {longest}"
        )),
    }
}
