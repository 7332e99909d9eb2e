//! What is seen of a desk and its tray, and what must hold of that.

use std::fmt;

use racelab::proof::Wrong;
use racelab::sort;

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
    /// Forms were handed over.
    HandedOver {
        /// What each look of the second thread into the tray has brought.
        fetched: Vec<Option<u64>>,
        /// Whether the first `put` of all was refused, and so found the tray empty.
        refused: bool,
        /// Whether the form still lay in the tray when both threads had ended, and one more look
        /// did not find it.
        left: bool,
    },
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken { numbers, .. } => {
                let names: Vec<_> = numbers.iter().flatten().map(|n| name(*n)).collect();
                write!(f, "{}", names.join(", "))
            }
            Self::Reported { longest, .. } => write!(f, "longest {longest}"),
            Self::HandedOver { fetched, .. } => {
                let forms: Vec<_> = fetched.iter().map(|form| name(*form)).collect();
                write!(f, "fetched {}", forms.join(", "))
            }
        }
    }
}

/// A number, or none.
pub(super) fn name(number: Option<impl fmt::Display>) -> String {
    number.map_or("none".to_owned(), |number| number.to_string())
}

/// What a thread reports in turn: every other thread the highest first.
pub(super) fn lengths(thread: u8, times: u32) -> impl Iterator<Item = u64> {
    let (before, up) = (u32::from(thread) * times, thread.is_multiple_of(2));
    (1..=times).map(move |time| u64::from(before + if up { time } else { times + 1 - time }))
}

/// How many numbers the desk has for so many calls: two too few, so that two threads can
/// find none at the same time; one too few if threads call twice, so that a thread that
/// has read `next` gets another number after it; but at least 1.
pub(super) fn left(threads: u8, times: u32) -> u32 {
    let few = if times == 1 { 2 } else { 1 };
    (u32::from(threads) * times).saturating_sub(few).max(1)
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
        Served::HandedOver { refused: true, .. } => Err(Wrong::outcome(
            "put returned false, and no form had been put into the tray before",
        )),
        Served::HandedOver { left: true, .. } => Err(Wrong::outcome(
            "fetch returned None after both threads had ended, and the form still lay in the tray",
        )),
        Served::HandedOver { fetched, .. } => judge_forms(fetched),
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
    sort::by(&mut taken, u32::cmp);
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

/// Says what is wrong with what the second thread fetched.
fn judge_forms(fetched: &[Option<u64>]) -> Result<(), Wrong> {
    let mut forms = (1..).zip(fetched);
    match forms.find(|(form, fetched)| fetched.is_some_and(|fetched| fetched != *form)) {
        None => Ok(()),
        Some((form, fetched)) => Err(Wrong::outcome(format!(
            "the second thread fetched {} where form {form} was put in",
            fetched.unwrap_or(0)
        ))),
    }
}
