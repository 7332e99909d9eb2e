//! Atomic memory, with the methods of `std::sync::atomic`.
//!
//! `as_ptr` and `from_ptr` do not exist here, because the explorer would not see the accesses
//! through such a pointer. Neither do std's deprecated methods.
//!
//! `new` is not const, because it decides which of the [three ways](super) the atomic takes. For
//! statics there is `const_new`: such an atomic decides at each operation, and every explored
//! execution finds it with its initial value.
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
//! - `types`, `pointer`: the atomics, with std's methods; `definition`: the macro that defines
//!   one; `updating`, `address`: the methods that are loops of compare-exchanges;
//! - `object`: an atomic of any type in the three ways; `access`: an operation on it in a model;
//! - `words`: the values of atomics.

mod access;
mod address;
mod definition;
mod object;
mod pointer;
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

/// An atomic fence, as [`std::sync::atomic::fence`]: together with relaxed accesses it orders
/// memory as acquire and release accesses do.
///
/// A release fence before a relaxed store synchronizes with an acquire fence after a relaxed load
/// that reads from the store. Explored, a fence is an event.
///
/// # Panics
///
/// If `order` is `Relaxed`.
///
/// ```
/// use racelab::sync::atomic::{AtomicBool, AtomicU64, Ordering::*, fence};
/// use racelab::sync::thread;
///
/// let (data, ready) = (AtomicU64::new(0), AtomicBool::new(false));
/// thread::scope(|s| {
///     s.spawn(|| {
///         data.store(7, Relaxed);
///         fence(Release);
///         ready.store(true, Relaxed);
///     });
///     if ready.load(Relaxed) {
///         fence(Acquire);
///         assert_eq!(data.load(Relaxed), 7);
///     }
/// });
/// ```
#[inline]
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
#[inline]
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
#[inline]
#[track_caller]
fn require_store(order: Ordering) {
    assert!(
        !matches!(order, Ordering::Acquire | Ordering::AcqRel),
        "a store cannot be {order:?}; choose Relaxed, Release or SeqCst"
    );
}
