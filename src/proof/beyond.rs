//! Beyond the bound of a proof: a few executions of larger instances, made for code that is
//! right only up to a number.
//!
//! A proof is about few threads and few operations, and larger instances have too many
//! executions to see them all. But what is right in a small one and wrong in a large one
//! mostly has a number in it: what a type holds, how many tries there are, or slots. So it
//! is led to where that number is too small: by one thread that does many operations for
//! real, or by a schedule. What is found there is an execution like any other; that nothing
//! is found proves nothing.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::iter;
use std::sync::Arc;

use crate::explore::{FailureKind, Replay, Schedule, Step};

use super::case::{Case, Wrong};
use super::claim::Claim;
use super::finding::Finding;
use super::report::Proof;
use super::returned::Returned;
use super::sequence::Sequence;
use super::verdict::Verdict;

/// How often an operation is overtaken at most: more than a byte can count.
const TIMES: u32 = 300;

/// How many threads come at the same time at most: as many as each lab can replay.
const THREADS: u8 = 14;

/// The most operations of an execution that is led.
const STEPS: usize = 60_000;

/// What became of a schedule.
enum Led {
    /// It does not fit: a thread waits for another one where it was to move.
    Misfit,
    Right,
    Wrong(Box<Proof>),
}

impl Proof {
    /// Has something done for real as well, if the proof holds: many operations one after
    /// the other, since a small instance cannot show what is right only up to a number.
    /// What is wrong then takes the place of the proof; so does a panic. `run` counts each
    /// such `operation` (say "increment"), for a report where one never comes to its end.
    #[must_use]
    pub fn and_in_sequence(
        self,
        operation: &'static str,
        run: impl FnOnce(&Sequence) -> Result<(), Wrong>,
    ) -> Self {
        if !self.verdict.holds() {
            return self;
        }
        let instance = self.instance.clone();
        let proof = Self::guarded(&instance, || match Sequence::run(operation, run) {
            Ok(()) => self,
            Err(Wrong { verdict, sentence }) => Self::new(&instance, verdict, sentence),
        });
        match proof.verdict {
            verdict if verdict.holds() => return proof,
            Verdict::Panic => Self {
                sentence: format!(
                    "after {} of one thread {}",
                    Sequence::told(operation),
                    proof.sentence
                ),
                ..proof
            },
            _ => proof,
        }
        .advising(
            "The proof holds, but it is about few operations. Look for what in your code comes to \
             an end: a type that is too small, a list, a number of tries. And look for a static: \
             every counter, account or service shares it.",
        )
    }

    /// Explores a larger instance as well, if the proof holds: so many of its executions at
    /// most. What is wrong then takes the place of the proof; that nothing is wrong in some
    /// of them proves nothing. They are the same ones each time.
    ///
    /// ```
    /// use racelab::proof::{Claim, Verdict, Wrong};
    /// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}, thread};
    ///
    /// // There are two places, and no thread looks whether its place is taken.
    /// let claim = |threads: u64| {
    ///     let program = move || {
    ///         let places: Arc<[AtomicU64; 2]> = Arc::default();
    ///         let threads: Vec<_> = (0..threads).map(|number| {
    ///             let places = Arc::clone(&places);
    ///             thread::spawn(move || {
    ///                 let place = &places[number as usize % 2];
    ///                 place.store(number, Relaxed);
    ///                 place.load(Relaxed) == number
    ///             })
    ///         }).collect();
    ///         threads.into_iter().all(|thread| thread.join().unwrap())
    ///     };
    ///     Claim::new(format!("{threads} threads"), program).judged(|&own| match own {
    ///         true => Ok(()),
    ///         false => Err(Wrong::outcome("a thread finds another one's number")),
    ///     })
    /// };
    /// let proof = Claim::new("a lock", || {
    ///     let lock = Arc::new(racelab::sync::Mutex::new(()));
    ///     let theirs = Arc::clone(&lock);
    ///     let thread = thread::spawn(move || drop(theirs.lock()));
    ///     drop(lock.lock());
    ///     thread.join().unwrap();
    /// }).prove();
    /// let proof = proof.and_some_of(100, || claim(3));
    /// assert_eq!(proof.verdict, Verdict::WrongOutcome);
    /// assert_eq!(proof.sentence, "with 3 threads: a thread finds another one's number");
    /// ```
    #[must_use]
    pub fn and_some_of<O>(self, executions: u64, claim: impl FnOnce() -> Claim<O>) -> Self
    where
        O: Ord + Clone + Debug + Send + 'static,
    {
        if !self.verdict.holds() {
            return self;
        }
        match claim().max_executions(executions).case.refutation() {
            None => self,
            Some(wrong) => Self {
                instance: self.instance,
                executions: self.executions,
                sentence: format!("with {}: {}", wrong.instance, wrong.sentence),
                ..wrong
            },
        }
    }

    /// Leads larger instances into what a small one cannot show, if the proof holds:
    ///
    /// - an operation of the last of `few` threads is overtaken by an operation of the
    ///   first in front of each of its steps, up to 300 times: it shows who gives up;
    /// - more threads than `few`, up to 14, make an operation each at the same time, as far
    ///   as they come before any of them goes on: it shows who has no place for so many.
    ///
    /// `claim` makes the claim about so many threads with so many operations each; they are
    /// the first that its program spawns. What is wrong then takes the place of the proof. Code in which threads wait for each other
    /// is led as far as it lets itself be.
    #[must_use]
    pub fn and_beyond<O>(self, few: u8, claim: impl Fn(u8, u32) -> Claim<O>) -> Self
    where
        O: Ord + Clone + Debug + Send + 'static,
    {
        if !self.verdict.holds() {
            return self;
        }
        let case = |threads, times| claim(threads, times).case;
        let wrong = overtaken(few, &case).or_else(|| crowded(few, &case));
        match wrong {
            None => self,
            Some(wrong) => Self {
                instance: self.instance,
                executions: self.executions,
                ..*wrong
            },
        }
    }
}

/// Has the last of `few` threads be overtaken, as often as shows something.
fn overtaken(few: u8, case: &dyn Fn(u8, u32) -> Case) -> Option<Box<Proof>> {
    let first = *case(few, 1).steps_alone()?.get(1)?;
    let each = case(few, 2).steps_alone()?.get(1)?.checked_sub(first)?;
    let lead = |times, slow| {
        let steps = (0..times).flat_map(|time| match time {
            0 => iter::repeat_n(few, 1).chain(iter::repeat_n(1, first)),
            _ => iter::repeat_n(few, slow).chain(iter::repeat_n(1, each)),
        });
        case(few, times).lead(steps)
    };
    // Most code is right, and that must not take long.
    let mut times = 1;
    while matches!(lead(times, 1), Led::Right) {
        if times == TIMES {
            return None;
        }
        times = (2 * times).min(TIMES);
    }
    let sizes: Vec<u32> = (1..=times).collect();
    let fewest = |slow| {
        let at = sizes.partition_point(|&times| matches!(lead(times, slow), Led::Right));
        lead(*sizes.get(at)?, slow).wrong()
    };
    // A try of two steps need not be overtaken in front of both.
    fewest(2).or_else(|| fewest(1))
}

/// Has more than `few` threads come at the same time, as many as show something.
///
/// Threads that wait for each other after so many steps do so however many they are: what does
/// not fit a few is not tried with more.
fn crowded(few: u8, case: &dyn Fn(u8, u32) -> Case) -> Option<Box<Proof>> {
    let mut misfits = BTreeSet::new();
    (few + 1..=THREADS).find_map(|threads| {
        let case = case(threads, 1);
        let alone = case.steps_alone()?;
        let most = alone.iter().copied().max()?;
        (1..most).find_map(|held_up| {
            if misfits.contains(&held_up) {
                return None;
            }
            let steps = (1..=threads).flat_map(|thread| {
                let steps = alone.get(usize::from(thread)).copied().unwrap_or(0);
                iter::repeat_n(thread, steps.min(held_up))
            });
            let led = case.lead(steps);
            if let Led::Misfit = led {
                misfits.insert(held_up);
            }
            led.wrong()
        })
    })
}

impl Led {
    fn wrong(self) -> Option<Box<Proof>> {
        match self {
            Self::Wrong(proof) => Some(proof),
            Self::Misfit | Self::Right => None,
        }
    }
}

impl Case {
    /// How many steps each thread makes, by number, if none moves before the one in front
    /// of it has ended; `None` if they cannot run like that.
    fn steps_alone(&self) -> Option<Vec<usize>> {
        let replay = self.follow(Vec::new())?;
        let mut steps = vec![0; replay.execution.threads.len()];
        for step in replay.execution.schedule.steps() {
            *steps.get_mut(usize::from(step.thread))? += 1;
        }
        Some(steps)
    }

    /// Lets these threads move in this order, and then all come to their end.
    fn lead(&self, threads: impl Iterator<Item = u8>) -> Led {
        let steps = threads.map(|thread| Step { thread, mark: None });
        let Some(replay) = self.follow(steps.collect()) else {
            return Led::Misfit;
        };
        let undoubted = |kind| matches!(kind, FailureKind::Panic | FailureKind::DataRace);
        let failure = replay.failures.iter().find(|f| undoubted(f.kind));
        let finding = match (failure, replay.outcome) {
            (Some(failure), _) => Some(Finding::of_failure(failure)),
            (None, Some(outcome)) => self.wrong(&outcome, &replay.execution),
            (None, None) => return Led::Misfit,
        };
        match finding {
            None => Led::Right,
            Some(finding) => Led::Wrong(Box::new(self.beyond(finding))),
        }
    }

    fn follow(&self, steps: Vec<Step>) -> Option<Replay<Returned>> {
        let program = Arc::clone(&self.program);
        let explorer = self.explorer.clone().max_steps(STEPS);
        let replay = explorer.replay(&Schedule::new(steps), move || program());
        replay.ok()
    }

    fn beyond(&self, finding: Finding) -> Proof {
        let sentence = format!("with {}: {}", self.instance, finding.sentence);
        self.proof(finding.verdict, sentence)
            .shown_by(finding.example)
            .advising(
                "All small instances are right, so there is a number in your code that is too \
                 small. Look for a loop that ends after so many tries, or a place that is \
                 there only so many times.",
            )
    }
}
