//! The drivers of the runtime: over all executions of a program, or along one schedule.
//!
//! # Layout
//!
//! - `program`: the program to run, and the values that it returned;
//! - `workers`: an exploration on several OS threads (`os_thread`); `worker`: one of them;
//!   `sharing`: their shared data;
//! - `budget`: the processor time that an exploration may take;
//! - `estimate`: an estimate of the number of executions;
//! - `collect`: outcomes and failures; `tally`: the count and the example of each;
//! - `replay`: one execution by a schedule; `stepped`: the view of it;
//! - `watch`: the progress of an exploration, and its interruption.

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
pub(super) use program::{Numbered, Program, Runs};
pub(super) use replay::{Known, look, replay, step};
pub(super) use stepped::{ending_at, failed_kinds, stepped, stepped_failures};
pub use watch::{SoFar, Watch};
pub(super) use workers::{Found, explore};
