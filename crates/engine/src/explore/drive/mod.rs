//! Driving the runtime: over all executions of a program, or along one schedule.
//!
//! # Layout
//!
//! - `program`: the program to run, and what its last run returned;
//! - `workers`, `sharing`: exploring on several OS threads;
//! - `budget`: the processor time that an exploration may take;
//! - `estimate`: how many executions there are, roughly;
//! - `collect`: outcomes, failures and their examples;
//! - `replay`: one execution as a schedule says;
//! - `watch`: how far an exploration is, and an end to it.

mod budget;
mod collect;
mod estimate;
mod program;
mod replay;
mod sharing;
mod watch;
mod workers;

pub(super) use budget::{Budget, Meter};
pub(super) use collect::{Collection, Notes, ending_at, failed_kinds, stepped, stepped_failures};
pub(super) use estimate::estimate;
pub(super) use program::Program;
pub(super) use replay::{follow, step};
pub use watch::{Progress, Watch};
pub(super) use workers::{Found, explore, learning};
