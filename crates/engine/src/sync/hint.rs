//! Hints of a program to the processor, or to a model.

use std::panic::Location;

use super::mode::{Mode, mode};
use super::under_loom;
use crate::explore::hook;
use crate::plug::model::model;

/// A hint that the calling thread spins until another thread writes.
///
/// For real it is a pause instruction of the processor. In a model it is also a promise: the thread
/// can do nothing useful until another thread moves. The explorer and loom need the promise to
/// bound a spin loop.
///
/// ```
/// use racelab::sync::atomic::{AtomicBool, Ordering::*};
/// use racelab::sync::{hint, thread};
///
/// let ready = AtomicBool::new(false);
/// thread::scope(|s| {
///     s.spawn(|| ready.store(true, Release));
///     while !ready.load(Acquire) {
///         hint::spin_loop();
///     }
/// });
/// ```
#[track_caller]
pub fn spin_loop() {
    match mode() {
        Mode::Real => std::hint::spin_loop(),
        Mode::Explored => hook::spin(),
        Mode::Loom => {
            if under_loom::enter(Location::caller()) {
                model().spin();
            }
        }
    }
}
