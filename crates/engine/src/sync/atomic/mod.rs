//! Atomic memory, with the methods of `std::sync::atomic`.
//!
//! Not here: `as_ptr` and `from_ptr`, which would reach the memory behind the
//! explorer's back, and what std has deprecated.
//!
//! `new` is not const, because it decides for the [way the code runs](super) when
//! it is called. For statics there is `const_new`: such an atomic decides at each
//! operation, and is fresh, with its first value, in every explored execution. It is for
//! statics alone: an exploration ends without a verdict if the executions make such an
//! atomic themselves.
//!
//! ```
//! use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
//!
//! static RUNS: AtomicU64 = AtomicU64::const_new(0);
//! assert_eq!(RUNS.fetch_add(1, Relaxed), 0);
//! ```
//!
//! # Layout
//!
//! - `types`, `pointer`: the atomics, with std's methods; `updating`, `address`: those of them
//!   that are loops of compare-exchanges;
//! - `object`: an atomic of any type in the three ways; `access`: an operation on it in a model;
//! - `words`, `ptr`: the values of atomics.

mod access;
mod address;
mod object;
mod pointer;
mod ptr;
mod types;
mod updating;
mod words;

use std::panic::Location;

pub use std::sync::atomic::Ordering;

pub use pointer::AtomicPtr;
pub use types::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize,
};

use super::mode::{Mode, mode};
use super::under_loom;
use crate::explore::hook;
use crate::plug::model::model;

/// A fence, as `std::sync::atomic::fence`: together with relaxed atomic accesses
/// it makes what acquire and release accesses make alone.
///
/// # Panics
///
/// If `order` is `Relaxed`: there is no such fence.
#[cfg_attr(not(debug_assertions), inline)]
#[track_caller]
pub fn fence(order: Ordering) {
    assert!(order != Ordering::Relaxed, "there is no relaxed fence");
    match mode() {
        Mode::Real => std::sync::atomic::fence(order),
        Mode::Explored => hook::fence(order, Location::caller()),
        Mode::Loom => {
            if under_loom::enter(Location::caller()) {
                model().fence(order);
            }
        }
    }
}

/// # Panics
///
/// If no load (or failed compare_exchange) has this ordering.
#[cfg_attr(not(debug_assertions), inline)]
#[track_caller]
fn require_load(order: Ordering) {
    assert!(
        !matches!(order, Ordering::Release | Ordering::AcqRel),
        "a load cannot be {order:?}; choose Relaxed, Acquire or SeqCst"
    );
}

/// # Panics
///
/// If no store has this ordering.
#[cfg_attr(not(debug_assertions), inline)]
#[track_caller]
fn require_store(order: Ordering) {
    assert!(
        !matches!(order, Ordering::Acquire | Ordering::AcqRel),
        "a store cannot be {order:?}; choose Relaxed, Release or SeqCst"
    );
}
