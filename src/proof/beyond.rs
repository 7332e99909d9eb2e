//! Beyond the bound of a proof: a few executions of larger instances.
//!
//! A proof covers few threads and few operations, because larger instances have too many executions
//! to explore all. Code that is right in a small instance and wrong in a larger one mostly depends
//! on a number: the range of a type, a number of tries, a number of slots. So the check directs the
//! code to the point where that number is too small: with one thread that makes many operations for
//! real, or with a schedule. A failure found there is as real as any other; finding none proves
//! nothing.

use std::fmt::Debug;
use std::iter;
use std::sync::Arc;

use crate::explore::{FailureKind, Replay, Replays, Schedule, Step};

use super::case::{Case, Wrong};
use super::claim::Claim;
use super::finding::Finding;
use super::report::Proof;
use super::returned::Returned;
use super::sequence::Sequence;
use super::verdict::Verdict;

/// The most overtakings of one operation: more than a byte can count.
const TIMES: u32 = 300;

/// The most threads that arrive at the same time: every lab can replay this number.
const THREADS: u8 = 14;

/// The most operations of an execution of a larger instance. More mean a loop that the explorer
/// does not understand.
const SOME_STEPS: usize = 2_000;

/// The most operations of an execution that follows a given schedule.
const STEPS: usize = 60_000;

/// The result of following a schedule.
enum Led {
    /// The schedule does not fit: it moves a thread that waits for another one.
    Misfit,
    Right,
    Wrong(Box<Proof>),
}

impl Proof {
    /// If the proof holds, also makes many operations for real, one after the other. A small
    /// instance cannot show a mistake that appears only after many operations. A wrong result or a
    /// panic replaces the proof. `run` counts each `operation` (for example "increment"), so that
    /// the report about a run that never ends can say how far it got.
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
            "The proof holds, but it is about few operations. Look for a limit in your code: a \
             type that is too small, a list that is too short, a number of tries. And look for a \
             static: every counter, account or service shares it.",
        )
    }

    /// If the proof holds, also explores a larger instance, up to this number of executions,
    /// discarded ones included, and the same ones each time. A failure replaces the proof, and so does a claim about what has to be
    /// [possible](Claim::possible) if these are all executions and none shows it. Finding nothing
    /// proves nothing.
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
        let mut case = claim().max_executions(executions).case;
        case.explorer = case.explorer.count_discarded(true).max_steps(SOME_STEPS);
        match case.refutation() {
            None => self,
            Some(wrong) => Self {
                instance: self.instance,
                executions: self.executions,
                sentence: format!("with {}: {}", wrong.instance, wrong.sentence),
                ..wrong
            },
        }
    }

    /// If the proof holds, also runs larger instances under schedules that show what a small one
    /// cannot:
    ///
    /// - An operation of the first thread overtakes an operation of the last of `few` threads
    ///   before each of its steps, up to 300 times. That shows a thread that gives up after some
    ///   tries.
    /// - More threads than `few`, up to 14, make an operation each at the same time: each of them
    ///   starts before any of them continues. That shows a list or a table without room for so
    ///   many.
    ///
    /// `claim` makes the claim about a number of threads and of operations for each; its program
    /// has to spawn these threads first. A failure replaces the proof. A schedule that moves a
    /// thread while it waits for another one does not fit, and is skipped.
    #[must_use]
    pub fn and_beyond<O>(self, few: u8, claim: impl Fn(u8, u32) -> Claim<O>) -> Self
    where
        O: Ord + Clone + Debug + Send + 'static,
    {
        if !self.verdict.holds() {
            return self;
        }
        let case = |threads, times| claim(threads, times).case;
        let replays = &mut case(few, 1).explorer.max_steps(STEPS).replays();
        let wrong = overtaken(few, &case, replays).or_else(|| crowded(few, &case, replays));
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

/// Lets the first thread overtake the last of `few` threads, in search of the fewest times that
/// fail.
fn overtaken(few: u8, case: &dyn Fn(u8, u32) -> Case, replays: &mut Replays) -> Option<Box<Proof>> {
    let first = *case(few, 1).steps_alone(replays)?.get(1)?;
    let each = *case(few, 2).steps_alone(replays)?.get(1)?;
    let each = each.checked_sub(first)?;
    let mut lead = |times, slow| {
        let steps = (0..times).flat_map(|time| match time {
            0 => iter::repeat_n(few, 1).chain(iter::repeat_n(1, first)),
            _ => iter::repeat_n(few, slow).chain(iter::repeat_n(1, each)),
        });
        case(few, times).lead(replays, steps)
    };
    // Doubling keeps this fast for right code, which most code is.
    let mut times = 1;
    while matches!(lead(times, 1), Led::Right) {
        if times == TIMES {
            return None;
        }
        times = (2 * times).min(TIMES);
    }
    let sizes: Vec<u32> = (1..=times).collect();
    let mut fewest = |slow| {
        let at = sizes.partition_point(|&times| matches!(lead(times, slow), Led::Right));
        lead(*sizes.get(at)?, slow).wrong()
    };
    // A try of two steps fails too if it is overtaken before only one of them.
    fewest(2).or_else(|| fewest(1))
}

/// Lets more than `few` threads arrive at the same time, in search of the fewest that fail.
///
/// A number of steps after which the threads wait for each other does not depend on the number of
/// threads, so a number that does not fit some threads is not tried with more.
fn crowded(few: u8, case: &dyn Fn(u8, u32) -> Case, replays: &mut Replays) -> Option<Box<Proof>> {
    let mut misfits = Vec::new();
    (few + 1..=THREADS).find_map(|threads| {
        let case = case(threads, 1);
        let alone = case.steps_alone(replays)?;
        let most = alone.iter().copied().max()?;
        (1..most).find_map(|held_up| {
            if misfits.contains(&held_up) {
                return None;
            }
            let steps = (1..=threads).flat_map(|thread| {
                let steps = alone.get(usize::from(thread)).copied().unwrap_or(0);
                iter::repeat_n(thread, steps.min(held_up))
            });
            let led = case.lead(replays, steps);
            if let Led::Misfit = led {
                misfits.push(held_up);
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
    /// The number of steps of each thread, if each thread runs only after the previous one has
    /// ended; `None` if they cannot run like that.
    fn steps_alone(&self, replays: &mut Replays) -> Option<Vec<usize>> {
        let replay = self.follow(replays, Vec::new())?;
        let mut steps = vec![0; replay.execution.threads.len()];
        for step in replay.execution.schedule.steps() {
            *steps.get_mut(usize::from(step.thread))? += 1;
        }
        Some(steps)
    }

    /// Moves these threads in this order, and then lets all of them run to their end.
    fn lead(&self, replays: &mut Replays, threads: impl Iterator<Item = u8>) -> Led {
        let steps = threads.map(|thread| Step { thread, mark: None });
        let Some(replay) = self.follow(replays, steps.collect()) else {
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

    fn follow(&self, replays: &mut Replays, steps: Vec<Step>) -> Option<Replay<Returned>> {
        let program = Arc::clone(&self.program);
        let replay = replays.replay(&Schedule::new(steps), move || program());
        replay.ok()
    }

    fn beyond(&self, finding: Finding) -> Proof {
        let sentence = format!("with {}: {}", self.instance, finding.sentence);
        self.proof(finding.verdict, sentence)
            .shown_by(finding.example)
            .advising(
                "All small instances are right, so a number in your code is too small. Look for a \
                 loop that ends after some number of tries, or a list or table with a fixed number \
                 of places.",
            )
    }
}
