//! loom as the second judge, where it is [plugged in](is_plugged_in).
//!
//! [loom](https://docs.rs/loom) explores the executions of a program in another way and
//! with other code than our [explorer](crate::explore): where the two agree, a fault in
//! one of them is unlikely to have decided. The explorer's verdict counts; loom's is the
//! check on it. loom may hold without having seen every execution, so it agrees only
//! where it has seen as many outcomes as the explorer: to compare them is the caller's.
//!
//! What loom 0.7 cannot see, or sees wrongly:
//!
//! - it runs at most five threads, the main thread included;
//! - it does not judge a SeqCst access by itself; the seam puts it between two SeqCst
//!   fences, which is at least as strong, so a failure that needs exactly the difference
//!   is missed;
//! - it does not always respect the order in which an atomic's values follow each other
//!   (its issue 282), so it can show an outcome that is impossible;
//! - it leaves out executions behind a load. Where a thread begins with one, loom may run
//!   the program once and hold, though there are two executions (its issues 166 and 392);
//! - it reports a deadlock that is none where two `try_lock` meet and one of the threads
//!   joins the other one (its issue 376);
//! - it remembers the last seven values of an atomic, no more;
//! - a notification wakes the thread that has waited longest; that it may wake another one
//!   is not explored. Nor are spurious wake-ups, or spurious failures of
//!   compare_exchange_weak;
//! - a thread that spins on a compare_exchange takes it past its limit on branches.
//!
//! A bound that is reached gives [`Undecided`](LoomVerdict::Undecided). Its environment
//! variables (`LOOM_*`) have no effect here.

use std::sync::{Arc, OnceLock};

use crate::plug::Program;
use crate::plug::model::plugged_in;
use crate::sync::under_loom;
use crate::time::{Clocks, SystemClocks, seconds};

pub use crate::plug::{LoomLimits, LoomVerdict};

/// Whether loom is plugged in. A student's build has no loom; a grader's and that of the
/// tests have it.
pub fn is_plugged_in() -> bool {
    plugged_in().is_some()
}

/// Has loom judge `program`: whether any of its executions panics, deadlocks or has a data
/// race. Where loom is not plugged in, the verdict is [`Undecided`](LoomVerdict::Undecided).
///
/// The program must make everything that it shares by itself, from the names of
/// [`racelab::sync`](crate::sync), and be deterministic but for its threads. It runs on an
/// OS thread of its own, many times over. Nothing is printed.
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

/// Not generic, so that it is compiled here.
fn judge_boxed(limits: &LoomLimits, program: Box<dyn Fn() + Send + Sync>) -> LoomVerdict {
    match plugged_in() {
        Some(model) => model.judge(limits, Arc::new(limited(limits, program))),
        None => LoomVerdict::Undecided {
            reason: "this program was built without loom".to_owned(),
            iterations: 0,
        },
    }
}

/// The program, which ends without a verdict once it comes to a limit.
fn limited(limits: &LoomLimits, program: Box<dyn Fn() + Send + Sync>) -> Program {
    let max_executions = limits.max_iterations;
    let max_duration = limits.max_duration;
    // How much processor time had gone when the first execution began.
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
