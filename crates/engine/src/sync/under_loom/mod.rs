//! How the seam runs under loom, and loom as the second judge.
//!
//! # Layout
//!
//! - `judge`: has loom run a program, and says what it found;
//! - `run`: the state of the execution that loom runs on this OS thread;
//! - `wait`: waiting for something that only the seam knows;
//! - `token`, `atomic`, `channel`, `rwlock`: what loom lacks, or has in another way.
//!
//! Where loom's own object will do (a mutex, a condition variable, a cell, a thread),
//! the seam's object uses it at once.

mod atomic;
mod channel;
pub mod judge;
mod run;
mod rwlock;
mod token;
mod wait;

pub(super) use channel::LoomChannel;
pub(super) use run::{
    End, active, add_thread, cannot_judge, count_joined, end, end_thread, enter, execution,
    is_alone, require_room_for_a_thread, thread, with_locals,
};
pub(super) use rwlock::{LoomHeld, LoomLock};
pub(super) use wait::Waiters;
