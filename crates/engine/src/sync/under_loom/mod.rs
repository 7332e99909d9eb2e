//! The seam under loom, which is [plugged in](crate::plug).
//!
//! # Layout
//!
//! - `run`: the state of the execution that loom runs on this OS thread;
//! - `wait`: waits for conditions that only the seam knows;
//! - `token`, `channel`, `rwlock`: objects that loom lacks, or defines differently.
//!
//! If loom's own object suffices (a mutex, an atomic, a condition variable, a cell, a thread), the
//! seam's object uses it directly.

mod channel;
mod run;
mod rwlock;
mod token;
mod wait;

pub(super) use channel::LoomChannel;
pub use run::{End, fail, last_place, leave};
pub(super) use run::{
    active, add_thread, count_joined, current, enter, execution, is_alone, of_execution,
    require_room_for_a_thread, token, with_locals,
};
pub(crate) use run::{begin, cannot_judge, end_thread};
pub(super) use rwlock::{LoomRwHeld, LoomRwLock};
pub(super) use wait::Waiters;
