//! Threads, with the names of `std::thread`.
//!
//! In a model a thread is a coroutine of the explorer or a generator of loom. The bounds on its
//! borrows and on `Send` are std's nevertheless. A panic ends an execution, so a `join` returns
//! `Err` only for real. (The explorer lets the threads of a failed execution run to their ends
//! after it has recorded the failure; there `join` may return `Err` too.)
//!
//! ```
//! use racelab::sync::thread;
//!
//! let child = thread::spawn(|| 6 * 7);
//! assert_eq!(child.join().unwrap(), 42);
//! ```

mod handle;
mod local;
mod number;
mod scope;
mod scoped;
mod spawn;

pub use handle::{Thread, ThreadId, current, park, park_timeout};
#[doc(hidden)]
pub use local::KeyNumber;
pub use local::{AccessError, LocalKey};
#[doc(hidden)]
pub use number::begin_program;
pub use scope::{Scope, scope};
pub use scoped::ScopedJoinHandle;
pub use spawn::{Builder, JoinHandle, spawn};
pub use std::thread::{Result, panicking};

use std::panic::Location;
use std::time::Duration;

use super::mode::{Mode, mode};
use super::under_loom;
use crate::explore::hook;
use crate::plug::model::model;

/// Yields the processor to another thread.
///
/// In a model it has the meaning of [`spin_loop`](super::hint::spin_loop): the calling thread
/// waits for another thread.
///
/// ```
/// use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
/// use racelab::sync::thread;
///
/// let ready = AtomicBool::new(false);
/// thread::scope(|s| {
///     s.spawn(|| ready.store(true, Relaxed));
///     while !ready.load(Relaxed) {
///         thread::yield_now();
///     }
/// });
/// ```
#[track_caller]
pub fn yield_now() {
    match mode() {
        Mode::Real => std::thread::yield_now(),
        Mode::Explored => hook::spin(),
        Mode::Loom => {
            if under_loom::enter(Location::caller()) {
                model().yield_now();
            }
        }
    }
}

/// Blocks the calling thread for at least `duration`.
///
/// A sleep orders nothing: another thread may be late by any time. So in a model, where time has
/// no length, it has the meaning of [`yield_now`], and the explorer covers every order of the
/// threads.
///
/// ```
/// use racelab::sync::thread;
/// use std::time::Duration;
///
/// thread::sleep(Duration::from_millis(1));
/// ```
#[track_caller]
pub fn sleep(duration: Duration) {
    match mode() {
        Mode::Real => std::thread::sleep(duration),
        Mode::Explored | Mode::Loom => yield_now(),
    }
}
