//! The explorer: every execution of a small concurrent program, once.
//!
//! A program with two threads has more interleavings than a tester can try, but far
//! fewer *executions*: what counts is only which write each read reads from, and
//! in which order the writes to one object come. [`Explorer::explore`] runs a
//! closure once for each of them and says whether it was all of them. Then, by that
//! memory model, what it did not see cannot happen.
//!
//! ```
//! use racelab::explore::Explorer;
//! use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! use racelab::sync::{Arc, thread};
//!
//! // Two threads add 1 each, by a load and a store.
//! let exploration = Explorer::new().explore(|| {
//!     let x = Arc::new(AtomicU64::new(0));
//!     let add = |x: Arc<AtomicU64>| move || x.store(x.load(Relaxed) + 1, Relaxed);
//!     let a = thread::spawn(add(x.clone()));
//!     let b = thread::spawn(add(x.clone()));
//!     a.join().unwrap();
//!     b.join().unwrap();
//!     x.load(Relaxed)
//! });
//!
//! assert!(exploration.complete());
//! assert_eq!(exploration.executions(), 4);
//! let lost = &exploration.outcomes()[&1];
//! assert_eq!(lost.example.schedule.to_string(), "AB2A");
//! ```
//!
//! # Layout
//!
//! - `explorer`: the four ways to look at a program's executions;
//! - `sort`: stable sorting, compiled once;
//! - `settings`, `limits`: what to explore, how, and how far;
//! - `graph`: an execution as a graph, happens-before, what is consistent;
//! - `search`: which graphs there are (the algorithm, TruSt);
//! - `runtime`: makes the closure follow a graph, on coroutines;
//! - `example`: a graph as a schedule with the fewest preemptions;
//! - `drive`: has the runtime go through all executions, or along one schedule, and
//!   collects what they show;
//! - `states`: every state, and the steps between them;
//! - `preemptions`: the states that few preemptions lead to, where there are too many;
//! - `hook`, `arcs`: the operations that the seam asks for.
//!
//! # What it cannot see
//!
//! Operations on anything but the types of [`sync`](crate::sync); more than
//! [`MAX_THREADS`] threads; load buffering, which RC11 forbids though C++20 and
//! some processors allow it. The program must depend on nothing but its schedule, and hand
//! nothing of an execution out of it: no OS thread of its own, no static of std's with what
//! is pinned in it.

mod ablation;
pub(crate) mod arcs;
mod drive;
mod example;
mod execution;
mod exploration;
mod explorer;
mod graph;
pub(crate) mod hook;
mod limits;
mod preemptions;
mod runtime;
mod schedule;
mod search;
mod settings;
mod situation;
mod sort;
mod states;

pub use drive::{SoFar, Watch};
pub use execution::{
    Address, Awaits, Channel, Event, Execution, Object, Operation, Race, Read, Received, Sent,
    SourceLine, Thread, Value, Waiting, Write,
};
pub use exploration::{Exploration, Failure, FailureKind, Outcome};
pub use explorer::Replay;
pub use limits::{MAX_THREADS, MemoryModel, StoppedBy};
pub use schedule::{Mark, Schedule, ScheduleError, Step, letter};
pub use settings::Explorer;
pub use situation::{Choice, Held, Situation, Standing};
pub use states::{
    Activity, Awaited, Distance, Lock, ObjectValue, SpaceState, StateEnding, StateFailure,
    StateGraph, StateNode, StateSpace, StateStep, ThreadState,
};

/// Whether an address lies in the guard at the end of the stack that the calling
/// model thread runs on: a thread that touches it has overflowed its stack. False outside
/// of model threads.
///
/// Only looks at memory, so that a signal handler may ask.
pub fn is_stack_guard(address: usize) -> bool {
    runtime::is_stack_guard(address)
}

/// How many writes of the running execution are *contended*: each replaces, in coherence order,
/// what another thread wrote. A core that makes such a write has to fetch the cache line from
/// another core first. The initial value is no thread's, and a lock that another thread
/// released counts as written by it.
///
/// For the main thread of an explored program, when it has joined all others: until then more
/// writes may come. `None` where nothing is explored.
///
/// ```
/// use racelab::explore::{Explorer, contended_writes};
/// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}, thread};
///
/// let exploration = Explorer::new().explore(|| {
///     let x = Arc::new(AtomicU64::new(0));
///     let threads = [(); 2].map(|()| {
///         let x = Arc::clone(&x);
///         thread::spawn(move || [(); 2].map(|()| x.fetch_add(1, Relaxed)))
///     });
///     for thread in threads {
///         thread.join().unwrap();
///     }
///     contended_writes().unwrap()
/// });
/// // One thread after the other, in turns, and what lies between.
/// assert!(exploration.outcomes().keys().eq([&1, &2, &3]));
/// ```
pub fn contended_writes() -> Option<u64> {
    runtime::active().then(|| hook::contended_writes() as u64)
}

/// For the tests of this project only.
#[doc(hidden)]
pub mod internals {
    pub use super::ablation::Ablation;
    pub use crate::time::Clocks;
}
