//! The plug for a second judge: what the seam asks of a model checker that is not the
//! engine's own.
//!
//! The engine depends on no such checker, so that a student's build has none. The package
//! `racelab-loom` implements [`Model`] by the types of the loom crate, and
//! [plugs it in](plug_in). The seam makes everything that loom lacks out of what stands here.
//!
//! # Layout
//!
//! - `model`: the checker and its objects;
//! - `program`: what it executes;
//! - `judgement`: the limits, and the verdict.

mod judgement;
pub(crate) mod model;
mod program;

pub use crate::explore::hook::{Update, ValueType};
pub use crate::sync::under_loom::{End, fail, last_place, leave};
pub use judgement::{LoomLimits, LoomVerdict};
pub use model::{Atomic, Cell, Condvar, Guard, Join, Model, Mutex, Thread, plug_in};
pub use program::Program;
