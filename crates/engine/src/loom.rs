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
//! A bound that is reached gives [`Undecided`](LoomVerdict::Undecided). Its environment variables (`LOOM_*`) have no
//! effect here.

use std::sync::Arc;
use std::time::Duration;

use crate::plug::{self, Program};

/// How far loom may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoomLimits {
    /// How many executions loom may run. `None`: as many as there are.
    pub max_iterations: Option<usize>,
    /// How much processor time loom may take; looked at between executions. `None`: as
    /// much as it takes.
    pub max_duration: Option<Duration>,
    /// Run only executions with at most this many preemptions (more than 255 count as
    /// 255). Finds most bugs soon, and proves nothing: without a failure the verdict is
    /// [`Undecided`](LoomVerdict::Undecided).
    pub preemption_bound: Option<usize>,
    /// How many choices (of a thread, of a value) one execution may have.
    pub max_branches: usize,
}

impl Default for LoomLimits {
    /// 100,000 executions, half a minute of the processor, every number of preemptions, and 10,000 choices.
    fn default() -> Self {
        Self {
            max_iterations: Some(100_000),
            max_duration: Some(Duration::from_secs(30)),
            preemption_bound: None,
            max_branches: 10_000,
        }
    }
}

/// What loom found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoomVerdict {
    /// No execution fails that loom has run, and loom takes them for all that there are.
    Holds {
        /// How many executions loom ran. It runs many of them more than once.
        iterations: u64,
    },
    /// An execution fails.
    Fails {
        /// Where it failed and what the first panic said, in loom's own words only where
        /// there are no better ones.
        message: String,
        /// How many executions loom ran, the failing one included.
        iterations: u64,
    },
    /// loom cannot tell.
    Undecided {
        /// Why, in words.
        reason: String,
        /// How many executions loom ran to their end.
        iterations: u64,
    },
}

/// Whether loom is plugged in. A student's build has no loom; a grader's and that of the
/// tests have it.
pub fn is_plugged_in() -> bool {
    plug::plugged_in().is_some()
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
    match plug::plugged_in() {
        Some(model) => model.judge(limits, Arc::new(Program::new(limits, program))),
        None => LoomVerdict::Undecided {
            reason: "this program was built without loom".to_owned(),
            iterations: 0,
        },
    }
}
