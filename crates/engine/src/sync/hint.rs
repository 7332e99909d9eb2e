//! What a program tells the processor, or the explorer, about itself.

use std::panic::Location;

use super::mode::{Mode, mode};
use super::under_loom;
use crate::explore::hook;
use crate::plug::model::model;

/// Says that the calling thread goes round a loop until another thread writes
/// something.
///
/// For real it is a pause instruction. In a model it also matters: the explorer
/// and loom take it as the promise that the thread can do nothing useful until
/// another thread moves. They need it to see the end of a spin loop.
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
