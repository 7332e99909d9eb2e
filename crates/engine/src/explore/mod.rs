//! The explorer: every execution of a small concurrent program, once.
//!
//! A program with two threads has more interleavings than a tester can try, but far fewer
//! *executions*. Two interleavings are the same execution if each read reads from the same write,
//! and the writes to each object have the same order. [`Explorer::explore`] runs a closure once
//! for each execution, and says whether it has run all of them. If it has, the memory model allows
//! no other outcome.
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
//! - `replays`: replays by many schedules;
//! - `settings`, `limits`: the memory model and the limits of an exploration;
//! - `graph`: an execution as a graph, happens-before, consistency;
//! - `search`: finds all graphs (the algorithm, TruSt);
//! - `runtime`: makes the closure follow a graph, on coroutines;
//! - `example`: a graph as a schedule with the fewest preemptions;
//! - `drive`: drives the runtime through all executions, or along one schedule, and collects the
//!   results;
//! - `states`: every state, and the steps between them;
//! - `preemptions`: the states that need few preemptions, for programs with too many states;
//! - `hook`, `arcs`: the operations that the seam calls.
//!
//! # Limits
//!
//! The explorer does not see operations on types other than those of [`sync`](crate::sync). It
//! supports at most [`MAX_THREADS`] threads. It does not show load buffering, which RC11 forbids,
//! although C++20 and some processors allow it. The program must depend on nothing but its
//! schedule, and must not let data of an execution outlive it: it may start no OS threads of its
//! own, and keep no address of a pinned value in a static of std's.

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
mod replays;
mod runtime;
mod schedule;
mod search;
mod settings;
mod situation;
mod states;

pub use drive::{SoFar, Watch};
pub use execution::{
    Address, Awaits, Channel, Event, Execution, Object, Operation, Race, Read, Received, Sent,
    SourceLine, Thread, Value, Waiting, Write,
};
pub use exploration::{Exploration, Failure, FailureKind, Outcome, Replay};
pub use limits::{MAX_THREADS, MemoryModel, StoppedBy};
pub use replays::Replays;
pub use runtime::is_stack_guard;
pub use schedule::{Mark, Schedule, ScheduleError, Step, letter};
pub use settings::Explorer;
pub use situation::{Choice, Held, Situation, Standing};
pub use states::{
    Activity, Awaited, Distance, Lock, ObjectValue, SpaceState, StateEnding, StateFailure,
    StateGraph, StateNode, StateSpace, StateStep, ThreadState,
};

/// The number of *contended* writes of the running execution: each replaces, in coherence order,
/// the value of another thread. A core that makes such a write first has to fetch the cache line
/// from another core. The initial value belongs to no thread. The release of a lock counts as a
/// write.
///
/// The main thread of an explored program calls this after it has joined all other threads: until
/// then more writes may come. `None` outside of an exploration.
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
/// // The threads may add one after the other, in turns, or in a mixture of both.
/// assert!(exploration.outcomes().keys().eq([&1, &2, &3]));
/// ```
pub fn contended_writes() -> Option<u64> {
    runtime::active().then(|| {
        runtime::with_current(|engine| engine.state.borrow().graph.contended_writes() as u64)
    })
}

/// Only for the tests of this project.
#[doc(hidden)]
pub mod internals {
    pub use super::ablation::Ablation;
    pub use crate::time::Clocks;
}
