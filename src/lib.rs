//! A laboratory for race conditions: see one happen, cause it by hand, prove it
//! gone.
//!
//! A race is not bad luck, it is a schedule. This crate is the bench on which the
//! labs stand: one source of a concurrent program runs for real, under our own
//! explorer of all executions, and under [loom](https://docs.rs/loom).
//!
//! ```
//! use racelab::explore::Explorer;
//! use racelab::sync::{Arc, Mutex, thread};
//!
//! // Two threads add 1 under a lock. Every execution ends with 2.
//! let exploration = Explorer::new().explore(|| {
//!     let counter = Arc::new(Mutex::new(0));
//!     let threads = [(); 2].map(|()| {
//!         let counter = Arc::clone(&counter);
//!         thread::spawn(move || *counter.lock() += 1)
//!     });
//!     for thread in threads {
//!         thread.join().unwrap();
//!     }
//!     *counter.lock()
//! });
//! assert!(exploration.complete() && exploration.failures().is_empty());
//! assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&2]);
//! ```
//!
//! # Layout
//!
//! From the bottom up; no module imports one below it in this list.
//!
//! - [`explore`]: the explorer. Every execution of a small program, each once,
//!   under RC11 or sequential consistency, with its schedule; replay of a schedule.
//! - [`confine`]: running what is not trusted, in a child process with limits.
//! - [`sync`]: the seam, the names that a lab imports instead of `std::sync`. Each object is real,
//!   explored or loom's, depending on the code that creates it.
//! - [`proof`]: one verdict from the explorer and from loom.
//! - [`counter`]: the counters of the course, unsynchronized to sharded.
//! - `process` (Unix only): `Process` and `Pool`, after Python's `multiprocessing`.
//! - [`factor`]: prime factors, from the notebook's loop to Pollard's rho.
//! - [`view`]: the output for people: lanes of an execution, tables, drawings; and JSON.
//! - [`course`]: the catalogue of the labs.
//! - [`examination`]: a check as data, between a lab's program and the process that starts it.
//! - [`cli`]: the commands of a numbered binary, and of `lab`, the course as a whole.
//!
//! [`explore`] and [`sync`] are the package `crates/engine`, the one that a development
//! build optimizes. loom is plugged in by the package `crates/loom`, which a student's build
//! does without. [`confine`] and `process` are packages that import nothing of the rest. The
//! labs are a package of their own, so that an exercise that does not compile breaks nothing
//! else.

pub mod cli;
pub mod confine;
pub mod counter;
pub mod course;
pub mod examination;
pub mod factor;
pub mod proof;
pub mod view;

#[doc(inline)]
pub use racelab_engine::{explore, sync};
// The checks of the labs sort with it. It is no part of what the course teaches.
#[doc(hidden)]
pub use racelab_engine::sort;
#[cfg(unix)]
#[doc(inline)]
pub use racelab_process as process;
#[cfg(unix)]
#[doc(inline)]
pub use racelab_process::tasks;
