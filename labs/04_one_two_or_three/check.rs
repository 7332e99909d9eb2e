//! Lab 04: the figure, and what must hold of an answer.

use racelab::cli::Window;
use racelab::explore::{Explorer, Schedule};
use racelab::proof::{Proof, Report, Verdict};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

/// What the exercise implements: the scheduler of the figure's two threads.
pub trait Scheduler {
    /// A schedule that ends with this x: 1, 2 or 3.
    ///
    /// It names all four steps, a letter each: `A2B2` is two steps of A, then two
    /// of B.
    fn schedule(x: u64) -> String;
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
    for thread in threads.collect::<Vec<_>>() {
        thread.join().expect("an addition does not panic");
    }
    x.load(Relaxed)
}

/// Replays the schedule that `S` gives for each of the three outcomes.
pub fn check<S: Scheduler>() -> Report {
    let replays = [1, 2, 3].into_iter().map(|x| {
        let instance = format!("x = {x}");
        Proof::guarded(&instance, || replay(&instance, x, &S::schedule(x)))
    });
    Report::new(
        "Every outcome has its schedule, and you caused all three.",
        replays,
    )
}

/// Whether the schedule names every step and leads to x.
fn replay(instance: &str, x: u64, text: &str) -> Proof {
    let wrong = |sentence| Proof::new(instance, Verdict::WrongOutcome, sentence);
    let schedule: Schedule = match text.parse() {
        Ok(schedule) => schedule,
        Err(error) => return wrong(format!("the schedule \"{text}\" cannot be read: {error}")),
    };
    if schedule.steps().iter().any(|step| step.mark.is_some()) {
        return wrong(format!(
            "the schedule \"{text}\" has marks; use letters and numbers only"
        ));
    }
    let replayed = match Explorer::new().replay(&schedule, || figure(&Window::shut())) {
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
        let proof = wrong(format!(
            "the schedule \"{text}\" ends with x = {got}, not {x}"
        ));
        return proof.shown_by(replayed.execution);
    }
    let sentence = format!("the schedule \"{text}\" ends with x = {x}");
    Proof::new(instance, Verdict::Proved, sentence)
        .without_loom("a schedule is replayed, which leaves nothing to prove")
}
