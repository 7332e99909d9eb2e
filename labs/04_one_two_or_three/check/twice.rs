//! Part two: the final values of a program whose executions no command lists.

use racelab::explore::{Execution, Explorer, MemoryModel, Value};
use racelab::proof::{Proof, Verdict};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

use super::{Scheduler, misled};

/// What `x` is at the end of an execution: the answer of part two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// This schedule ends with the value. It names all eight steps.
    By(String),
    /// No schedule ends with the value, for this reason.
    Never(Why),
    /// Not answered yet.
    Open,
}

/// Why no execution ends with a value. Each reason is a sentence about the executions of the
/// program; the check looks for one that contradicts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No execution writes the value, and each one writes something.
    NeverWritten,
    /// Only the first addition of a thread writes it. The second addition of that thread comes
    /// later and replaces it, or what has replaced it, with something else.
    OnlyInBetween,
    /// x would have to fall, and it never falls: each write is greater than the value that
    /// it replaces.
    NeverFalls,
    /// Two additions or more would have to be lost, and of the four at most one is.
    OneLostAtMost,
}

/// The values that the check asks about. Each digit counts the additions of one thread that are
/// left in x.
const VALUES: [u64; 9] = [0, 1, 2, 10, 11, 12, 20, 21, 22];

/// x with all four additions.
const ALL: u64 = 22;

/// What a run wrote to x.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    x: u64,
    /// What each thread wrote, in its order.
    written: [[u64; 2]; 2],
}

/// x is 0. Thread A adds 1 to it, and then 1 again; thread B adds 10, and then 10 again, at the
/// same time. Each addition is a read and a write, as in the figure.
fn program() -> Run {
    let x = Arc::new(AtomicU64::new(0).named("x"));
    let threads = [1, 10].map(|addend| {
        let x = Arc::clone(&x);
        thread::spawn(move || {
            // ANCHOR: twice
            [(); 2].map(|()| {
                let sum = x.load(Relaxed) + addend;
                x.store(sum, Relaxed);
                sum
            })
            // ANCHOR_END: twice
        })
    });
    let written = threads.map(|thread| thread.join().expect("an addition does not panic"));
    Run {
        x: x.load(Relaxed),
        written,
    }
}

/// Every kind of run, each with an execution that shows it: under sequential consistency,
/// since only the schedule is to decide.
fn runs() -> Vec<(Run, Execution)> {
    let explorer = Explorer::new().memory_model(MemoryModel::Sc);
    let found = explorer.explore(program);
    let outcomes = found.outcomes().iter();
    outcomes
        .map(|(run, found)| (run.clone(), found.example.clone()))
        .collect()
}

/// Judges the schedules of all values that are possible.
pub(super) fn possible<S: Scheduler>(instance: &str) -> Proof {
    let runs = runs();
    let is_possible = |x: &u64| runs.iter().any(|(run, _)| run.x == *x);
    let mut given = 0;
    for x in VALUES.into_iter().filter(is_possible) {
        match S::ending(x) {
            Ending::By(text) => match misled(instance, x, &text, || program().x) {
                None => given += 1,
                Some(wrong) => return wrong.of_the_check_alone().advising(FOLLOW),
            },
            Ending::Never(_) => {
                return wrong(
                    instance,
                    format!("x can end as {x}: a schedule leads there"),
                )
                .advising(
                    "Each digit of x counts the additions of one thread that are left. Ask \
                         which thread writes last, what it has read, and what is in that.",
                );
            }
            Ending::Open => return open(instance, x),
        }
    }
    let sentence = format!("{given} schedules lead to the {given} values that x can have");
    holds(instance, sentence)
}

/// Judges the reasons of all values that are impossible.
pub(super) fn impossible<S: Scheduler>(instance: &str) -> Proof {
    let runs = runs();
    let is_impossible = |x: &u64| runs.iter().all(|(run, _)| run.x != *x);
    for x in VALUES.into_iter().filter(is_impossible) {
        let why = match S::ending(x) {
            Ending::Never(why) => why,
            Ending::Open => return open(instance, x),
            Ending::By(text) => {
                let wrong = misled(instance, x, &text, || program().x);
                let wrong = wrong.expect("no execution ends so");
                return wrong.of_the_check_alone().advising(FOLLOW);
            }
        };
        if let Some(refuted) = refuted(instance, x, why, &runs) {
            return refuted.of_the_check_alone();
        }
    }
    holds(instance, "each reason holds in every execution".to_owned())
}

/// What contradicts the reason, if anything does: the execution that is the easiest to follow.
fn refuted(instance: &str, x: u64, why: Why, runs: &[(Run, Execution)]) -> Option<Proof> {
    if why == Why::OnlyInBetween && !runs.iter().any(|(run, _)| run.writes(x)) {
        let sentence = format!("no execution writes {x}, neither in between nor last");
        return Some(wrong(instance, sentence).advising(
            "There is nothing that a later write would have to replace. Look for the shorter \
             reason.",
        ));
    }
    let contradictions = runs.iter().filter_map(|(run, execution)| {
        let sentence = why.contradicted(x, run, execution)?;
        Some((sentence, execution))
    });
    let (sentence, execution) =
        contradictions.min_by_key(|(_, e)| (e.preemptions, e.events.len()))?;
    let proof = wrong(
        instance,
        format!("x never ends as {x}, but for another reason: {sentence}"),
    );
    Some(proof.shown_by(execution.clone()).advising(
        "The execution contradicts the reason that you gave. Find the step that does, and then \
         a reason that this execution does not contradict.",
    ))
}

impl Run {
    fn writes(&self, x: u64) -> bool {
        self.written.as_flattened().contains(&x)
    }
}

impl Why {
    /// What in this execution contradicts the reason, in a sentence; `None` if nothing does.
    fn contradicted(self, x: u64, run: &Run, execution: &Execution) -> Option<String> {
        let letters = ['A', 'B'].into_iter();
        match self {
            Self::NeverWritten => {
                let mut threads = letters.zip(&run.written);
                let (thread, _) = threads.find(|(_, written)| written.contains(&x))?;
                Some(format!("here {thread} writes {x}"))
            }
            Self::OnlyInBetween => {
                let mut threads = letters.zip(&run.written);
                let (thread, _) = threads.find(|(_, written)| written[1] == x)?;
                Some(format!("here {thread} writes {x} in its second addition"))
            }
            Self::NeverFalls => {
                let (from, to) = fall(execution)?;
                Some(format!("here x falls from {from} to {to}"))
            }
            Self::OneLostAtMost => {
                let left = run.x / 10 + run.x % 10;
                let lost = ALL / 10 + ALL % 10 - left;
                (lost > 1)
                    .then(|| format!("here x ends as {}, and {lost} additions are lost", run.x))
            }
        }
    }
}

/// The first write of a smaller value than the one that it replaces, with both.
fn fall(execution: &Execution) -> Option<(u64, u64)> {
    let written = |event: usize| match execution.events[event].written.as_ref()?.value {
        Value::Unsigned(value) => Some(value),
        _ => None,
    };
    (0..execution.events.len()).find_map(|event| {
        let to = written(event)?;
        let over = execution.events[event].written.as_ref()?.over?;
        let from = written(over)?;
        (to < from).then_some((from, to))
    })
}

/// The advice if a schedule does not lead to its value.
const FOLLOW: &str = "Follow the lanes to the last write: what has its thread read, and when? \
                      Move that read to where x holds what you want to be left.";

fn wrong(instance: &str, sentence: String) -> Proof {
    Proof::new(instance, Verdict::WrongOutcome, sentence)
}

fn holds(instance: &str, sentence: String) -> Proof {
    Proof::new(instance, Verdict::Proved, sentence).without_loom(super::REPLAYED)
}

fn open(instance: &str, x: u64) -> Proof {
    wrong(
        instance,
        format!("part two does not say yet how x ends as {x}"),
    )
    .advising(
        "Part two is the function `ending`. For each value that it is asked about it returns a \
         schedule, or the reason why there is none.",
    )
}
