//! loom as racelab's second judge.
//!
//! The engine knows loom only as a [`Model`](racelab_engine::plug::Model) that may be plugged
//! in. This package has the model, and so has all of loom: a student's build does without
//! both, and that of the tests and of a grader has them.
//!
//! ```
//! use racelab::proof::loom::is_plugged_in;
//!
//! racelab_loom::plug_in();
//! assert!(is_plugged_in());
//! ```
//!
//! # Layout
//!
//! - `model`: what the seam asks of a model, by loom's types;
//! - `atomic`: the same of its atomics;
//! - `judge`: has loom run a program, and says what it found.

mod atomic;
mod judge;
mod model;

pub use racelab_engine::loom::{LoomLimits, LoomVerdict};

/// Makes loom the second judge of this process, for good.
pub fn plug_in() {
    racelab_engine::plug::plug_in(&model::Loom);
}

/// Has loom, which is plugged in for it, judge `program`, as [`racelab_engine::loom::judge`]
/// says.
///
/// ```
/// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}, thread};
/// use racelab_loom::{LoomLimits, LoomVerdict, judge};
///
/// let verdict = judge(&LoomLimits::default(), || {
///     let hits = Arc::new(AtomicU64::new(0));
///     let child = thread::spawn({
///         let hits = Arc::clone(&hits);
///         move || hits.store(hits.load(Relaxed) + 1, Relaxed)
///     });
///     hits.store(hits.load(Relaxed) + 1, Relaxed);
///     child.join().unwrap();
///     assert_eq!(hits.load(Relaxed), 2);
/// });
/// assert!(matches!(verdict, LoomVerdict::Fails { .. }));
/// ```
pub fn judge<F>(limits: &LoomLimits, program: F) -> LoomVerdict
where
    F: Fn() + Send + Sync + 'static,
{
    plug_in();
    racelab_engine::loom::judge(limits, program)
}
