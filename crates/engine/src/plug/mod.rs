//! The plug for a second judge: the interface of the seam to a model checker that is not the
//! engine's own.
//!
//! The engine does not depend on such a checker, so a student's build has none. The package
//! `racelab-loom` implements [`Model`] with the types of the loom crate, and [plugs it
//! in](plug_in). The seam builds everything that loom lacks from the items here.
//!
//! # Layout
//!
//! - `model`: the checker and its objects;
//! - `program`: the program that it executes;
//! - `judgement`: the limits, and the verdict.

mod judgement;
pub(crate) mod model;
mod program;

pub use crate::explore::hook::{Update, ValueType};
pub use crate::sync::under_loom::{End, fail, last_place, leave};
pub use judgement::{LoomLimits, LoomVerdict};
pub use model::{Atomic, Cell, Condvar, Guard, Join, Model, Mutex, Thread, plug_in};
pub use program::Program;
