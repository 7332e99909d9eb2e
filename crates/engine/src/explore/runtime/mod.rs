//! The runtime: makes a real closure follow an execution graph.
//!
//! Every model thread is a coroutine, and all are on one OS thread but for those that have
//! to wait while they unwind. An execution is run again from its start: each thread runs,
//! without a switch, while its next operation is already in the graph and what that reads from
//! has been replayed. So real memory (the data behind a mutex, results of threads) is rebuilt
//! in an order that respects reads-from, hence happens-before. Where the graph ends, the same
//! run goes on and adds events.
//!
//! # Layout
//!
//! What the runtime knows stands below, what it does stands above:
//!
//! - `state`: the running execution, made of `thread`, `loops`, `arcs`, `orders`, `pointers` and
//!   `callers`, which know the graph and nothing of the state;
//! - `asking`: an operation asks for its event, and gets its `answer`; `spinning`, `trying`,
//!   `handles`, `unordered`, `naming`, `objects`, `races`, `marks`, `repeat`, `waiting`: what
//!   the state has to say to that;
//! - `course`, `ending`, `stepping`, `finishing`: the course of an execution, and its end;
//! - `engine`, `fiber`, `apart`, `panics`: where the program's code meets the state;
//! - `run`, `walking`: running one execution.

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
pub(super) use engine::{Engine, active, is_execution, is_stack_guard, with_current};
pub(super) use finishing::JOINED_A_PANIC;
pub(super) use loops::Trial;
pub(crate) use naming::Role;
pub(super) use orders::ObjectOrder;
pub(super) use run::Runner;
pub(super) use state::{How, Learned, ObjectInfo, RacingPair, State};
pub(super) use thread::{ExploredThread, Status, Then};
pub(super) use walking::{Decision, Move};
