//! loom as the second judge, if it is [plugged in](is_plugged_in).
//!
//! [loom](https://docs.rs/loom) explores the executions of a program with another algorithm and
//! other code than our [explorer](crate::explore). If the two agree, a fault in one of them is
//! unlikely to have decided the verdict. The explorer's verdict counts, and loom checks it. loom
//! may find no failure although it has not seen every execution. So it agrees only if it has seen
//! as many outcomes as the explorer, which the caller compares.
//!
//! Limitations of loom 0.7:
//!
//! - It runs at most five threads, including the main thread.
//! - It does not judge a SeqCst access by itself. The seam puts the access between two SeqCst
//!   fences, which is at least as strong, so loom misses a failure that needs exactly the
//!   difference.
//! - It does not always respect the coherence order of an atomic (its issue 282), so it can show an
//!   impossible outcome.
//! - It misses executions after a load. If a thread begins with a load, loom may run the program
//!   once and find no failure, although the program has two executions (its issues 166 and 392).
//! - It reports a false deadlock if two `try_lock` meet and one of the threads joins the other one
//!   (its issue 376).
//! - It keeps only the last seven values of an atomic.
//! - A notification wakes the thread that has waited longest. loom explores no other choice, no
//!   spurious wake-up, and no spurious failure of compare_exchange_weak.
//! - A thread that spins on a compare_exchange exceeds its limit on branches.
//!
//! If loom reaches a bound, the verdict is [`Undecided`](LoomVerdict::Undecided). Its environment
//! variables (`LOOM_*`) have no effect here.

use std::sync::{Arc, OnceLock};

use crate::plug::Program;
use crate::plug::model::plugged_in;
use crate::sync::under_loom;
use crate::time::{Clocks, SystemClocks, seconds};

pub use crate::plug::{LoomLimits, LoomVerdict};

/// Whether loom is plugged in. A student's build has no loom; the grader's and the tests' builds
/// have it.
pub fn is_plugged_in() -> bool {
    plugged_in().is_some()
}

/// Lets loom judge `program`: whether any of its executions panics, deadlocks or has a data race.
/// If loom is not plugged in, the verdict is [`Undecided`](LoomVerdict::Undecided).
///
/// The program has to create everything that it shares, with the types of [`sync`](crate::sync),
/// and must be deterministic apart from its threads. It runs many times, on an OS thread of its
/// own. It prints nothing.
///
/// ```
/// use racelab::proof::loom::{LoomLimits, LoomVerdict, judge};
/// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}, thread};
///
/// # racelab_loom::plug_in();
/// let verdict = judge(&LoomLimits::default(), || {
///     let hits = Arc::new(AtomicU64::new(0));
///     let child = thread::spawn({
///         let hits = Arc::clone(&hits);
///         move || hits.fetch_add(1, Relaxed)
///     });
///     hits.fetch_add(1, Relaxed);
///     child.join().unwrap();
///     assert_eq!(hits.load(Relaxed), 2);
/// });
/// assert!(matches!(verdict, LoomVerdict::Holds { .. }));
/// ```
pub fn judge<F>(limits: &LoomLimits, program: F) -> LoomVerdict
where
    F: Fn() + Send + Sync + 'static,
{
    judge_boxed(limits, Box::new(program))
}

/// The part that is not generic, so that it compiles in this crate.
fn judge_boxed(limits: &LoomLimits, program: Box<dyn Fn() + Send + Sync>) -> LoomVerdict {
    match plugged_in() {
        Some(model) => model.judge(limits, Arc::new(limited(limits, program))),
        None => LoomVerdict::Undecided {
            reason: "this program was built without loom".to_owned(),
            iterations: 0,
        },
    }
}

/// The program, which ends without a verdict at a limit.
fn limited(limits: &LoomLimits, program: Box<dyn Fn() + Send + Sync>) -> Program {
    let max_executions = limits.max_iterations;
    let max_duration = limits.max_duration;
    // The processor time at the start of the first execution.
    let start = OnceLock::new();
    Program::new(move |before| {
        under_loom::begin();
        let start = *start.get_or_init(|| SystemClocks.processor());
        if let Some(max) = max_executions
            && before >= max as u64
        {
            under_loom::cannot_judge(format!("loom did not finish within {max} executions"));
        }
        if let Some(max) = max_duration
            && SystemClocks.processor().saturating_sub(start) > max
        {
            under_loom::cannot_judge(format!(
                "loom did not finish within {} of processor time",
                seconds(max)
            ));
        }
        program();
        under_loom::end_thread();
    })
}
