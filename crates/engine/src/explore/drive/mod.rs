//! Driving the runtime: over all executions of a program, or along one schedule.
//!
//! # Layout
//!
//! - `program`: the program to run, and what its last run returned;
//! - `workers`: exploring on several OS threads (`os_thread`); `worker`: the part of one of
//!   them; `sharing`: what they share;
//! - `budget`: the processor time that an exploration may take;
//! - `estimate`: how many executions there are, roughly;
//! - `collect`: outcomes and failures; `tally`: how often, and the example;
//! - `replay`: one execution as a schedule says; `stepped`: what it shows;
//! - `watch`: how far an exploration is, and an end to it.

mod budget;
mod collect;
mod estimate;
mod os_thread;
mod program;
mod replay;
mod sharing;
mod stepped;
mod tally;
mod watch;
mod worker;
mod workers;

pub(super) use budget::{Budget, Meter};
pub(super) use collect::{Collection, Notes};
pub(super) use estimate::estimate;
pub(super) use os_thread::learning;
pub(super) use program::Program;
pub(super) use replay::{follow, step};
pub(super) use stepped::{ending_at, failed_kinds, stepped, stepped_failures};
pub use watch::{SoFar, Watch};
pub(super) use workers::{Found, explore};
