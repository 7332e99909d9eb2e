//! loom as racelab's second judge.
//!
//! The engine knows loom only as a [`Model`](racelab_engine::plug::Model) that can be plugged
//! in. This package contains the model, and with it all of loom: a student's build includes
//! neither, and the builds of the tests and of a grader include both.
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
//! - `model`: the operations that the seam needs, on loom's types;
//! - `atomic`: the same for atomics;
//! - `judge`: lets loom run a program, and reports its verdict.

mod atomic;
mod judge;
mod model;

pub use racelab_engine::loom::{LoomLimits, LoomVerdict};

/// Makes loom the second judge of this process, from now on.
pub fn plug_in() {
    racelab_engine::plug::plug_in(&model::Loom);
}

/// Plugs loom in and lets it judge `program`, as [`racelab_engine::loom::judge`]
/// describes.
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
