//! Lab 04: the figure, and what must hold of an answer.

#[path = "check/twice.rs"]
mod twice;

use racelab::cli::Window;
use racelab::explore::{Explorer, Schedule};
use racelab::proof::{Proof, Report, Verdict};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

pub use twice::{Ending, Why};

/// What the exercise implements: the scheduler of two threads, in two programs.
pub trait Scheduler {
    /// Part one, the figure: a schedule that ends with this x, which is 1, 2 or 3.
    ///
    /// It names all four steps, a letter each: `A2B2` is two steps of A, then two
    /// of B.
    fn schedule(x: u64) -> String;

    /// Part two: x is 0, thread A adds 1 to it twice, and thread B adds 10 twice, at the same
    /// time. Each addition is a read and a write, so each thread makes four steps.
    ///
    /// How x ends with this value: one of 0, 1, 2, 10, 11, 12, 20, 21 and 22. An answer
    /// without this function is an answer to part one.
    fn ending(x: u64) -> Ending {
        let _ = x;
        Ending::Open
    }
}

/// The figure: x is 0, thread A adds 1 and thread B adds 2, at the same time.
/// Returns x when both are done.
///
/// An addition to a variable in memory is two steps, a read and a write, and the
/// other thread may write between them. x is atomic, and each access is Relaxed:
/// that makes each step indivisible, but the two are still two.
pub fn figure(window: &Window) -> u64 {
    let x = Arc::new(AtomicU64::new(0).named("x"));
    let additions = [1, 2].into_iter().zip(window.pauses(2));
    let threads = additions.map(|(addend, mut pauses)| {
        let x = Arc::clone(&x);
        thread::spawn(move || {
            pauses.meet();
            // ANCHOR: add
            let seen = x.load(Relaxed);
            pauses.pause();
            x.store(seen + addend, Relaxed);
            // ANCHOR_END: add
        })
    });
    crate::joined(threads);
    x.load(Relaxed)
}

/// Replays the schedule that `S` gives for each of the three outcomes; then judges what it says
/// of the nine values of part two.
pub fn check<S: Scheduler>() -> Report {
    let figure = [1, 2, 3].into_iter().map(|x| {
        let instance = format!("x = {x}");
        Proof::guarded(&instance, || {
            let text = S::schedule(x);
            misled(&instance, x, &text, || figure(&Window::shut())).unwrap_or_else(|| {
                let sentence = format!("the schedule \"{text}\" ends with x = {x}");
                Proof::new(&instance, Verdict::Proved, sentence).without_loom(REPLAYED)
            })
        })
    });
    let twice = ["possible", "impossible"].into_iter().map(|which| {
        let instance = format!("1 and 10, twice: {which}");
        Proof::guarded(&instance, || match which {
            "possible" => twice::possible::<S>(&instance),
            _ => twice::impossible::<S>(&instance),
        })
    });
    Report::new(
        "Every outcome has its schedule, and every value without one has its reason.",
        figure.chain(twice),
    )
}

/// Why loom judges nothing here.
const REPLAYED: &str = "a schedule is replayed, which leaves nothing to prove";

/// Replays a schedule of this program: what is wrong with it, if it does not name every step, or
/// does not lead to x.
fn misled(
    instance: &str,
    x: u64,
    text: &str,
    program: impl Fn() -> u64 + Send + Sync + 'static,
) -> Option<Proof> {
    let wrong = |sentence| Some(Proof::new(instance, Verdict::WrongOutcome, sentence));
    let schedule: Schedule = match text.parse() {
        Ok(schedule) => schedule,
        Err(error) => return wrong(format!("the schedule \"{text}\" cannot be read: {error}")),
    };
    if schedule.steps().iter().any(|step| step.mark.is_some()) {
        return wrong(format!(
            "the schedule \"{text}\" has marks; use letters and numbers only"
        ));
    }
    let replayed = match Explorer::new().replay(&schedule, program) {
        Ok(replayed) => replayed,
        Err(error) => {
            return wrong(format!(
                "the schedule \"{text}\" cannot be replayed: {error}"
            ));
        }
    };
    let (named, steps) = (
        schedule.steps().len(),
        replayed.execution.schedule.steps().len(),
    );
    if named < steps {
        return wrong(format!(
            "the schedule \"{text}\" names {named} of {steps} steps; name them all"
        ));
    }
    if replayed.outcome != Some(x) {
        let got = replayed
            .outcome
            .map_or("nothing".to_owned(), |x| x.to_string());
        let sentence = format!("the schedule \"{text}\" ends with x = {got}, not {x}");
        let proof = Proof::new(instance, Verdict::WrongOutcome, sentence);
        return Some(proof.shown_by(replayed.execution));
    }
    None
}
