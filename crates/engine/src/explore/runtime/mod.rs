//! The runtime: makes a real closure follow an execution graph.
//!
//! Every model thread is a coroutine. All run on one OS thread, except those that have to wait
//! while they unwind. An execution runs again from its start. Each thread runs without a switch
//! while the graph has its next operation and the replay has reached the source of that operation.
//! So the replay rebuilds real memory (the data behind a mutex, results of threads) in an order
//! that respects reads-from, hence happens-before. At the end of the graph, the same run continues
//! and adds events.
//!
//! # Layout
//!
//! First the data, then the actions:
//!
//! - `state`: the running execution. It consists of `thread`, `loops`, `arcs`, `orders`,
//!   `pointers` and `callers`, which use the graph but not the state;
//! - `asking`: an operation asks for its event, and gets its `answer`; `spinning`, `trying`,
//!   `handles`, `guarded`, `unordered`, `naming`, `objects`, `races`, `marks`, `repeat`, `waiting`:
//!   the parts of the state that decide on it;
//! - `course`, `ending`, `stepping`, `finishing`: the course of an execution, and its end;
//! - `engine`, `fiber`, `apart`, `panics`: the interface between the program's code and the state;
//! - `run`, `walking`: the run of one execution.

mod answer;
mod apart;
mod arcs;
mod asking;
mod callers;
mod course;
mod ending;
mod engine;
mod fiber;
mod finishing;
mod guarded;
mod handles;
mod loops;
mod marks;
mod naming;
mod objects;
mod orders;
mod panics;
mod pointers;
mod races;
mod repeat;
mod run;
mod spinning;
mod state;
mod stepping;
mod thread;
mod trying;
mod unordered;
mod waiting;
mod walking;

pub(super) use answer::Answer;
pub(super) use arcs::Handles;
pub(super) use ending::Ending;
pub use engine::is_stack_guard;
pub(super) use engine::{Engine, with_current};
pub(crate) use engine::{active, is_execution};
pub(super) use finishing::JOINED_A_PANIC;
pub(super) use loops::Trial;
pub(crate) use naming::Role;
pub(super) use orders::ObjectOrder;
pub(super) use run::Runner;
pub(super) use state::{How, Learned, ObjectInfo, RacingPair, State};
pub(super) use thread::{ExploredThread, Status, Then};
pub(super) use walking::{Decision, Move};
