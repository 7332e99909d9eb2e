//! Threads, with the names of `std::thread`.
//!
//! In a model a thread is a coroutine of the explorer's or a generator of loom's;
//! the bounds on what it may borrow and send are std's all the same. A model thread
//! that a panic ends is never joined: the execution has failed by then. So `join` gives
//! `Err` only for real; and in the explorer where all has been noted of such an execution,
//! whose threads then come to their ends.

mod handle;
mod local;
mod number;
mod scope;
mod spawn;

pub use handle::{Thread, ThreadId, current, park, park_timeout};
#[doc(hidden)]
pub use local::KeyNumber;
pub use local::{AccessError, LocalKey};
#[doc(hidden)]
pub use number::begin_program;
pub use scope::{Scope, ScopedJoinHandle, scope};
pub use spawn::{Builder, JoinHandle, spawn};
pub use std::thread::{Result, panicking};

use std::panic::Location;
use std::time::Duration;

use super::mode::{Mode, mode};
use super::under_loom;
use crate::explore::hook;
use crate::plug::model::model;

/// Offers the processor to another thread. In a model it means what
/// [`spin_loop`](super::hint::spin_loop) means: this thread waits for another one.
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

/// Lets the calling thread do nothing for some time. That orders nothing: in a model,
/// where time has no length, it means what [`yield_now`] means.
#[track_caller]
pub fn sleep(duration: Duration) {
    match mode() {
        Mode::Real => std::thread::sleep(duration),
        Mode::Explored | Mode::Loom => yield_now(),
    }
}
