//! The seam: the names that a lab imports instead of `std::sync`, `std::thread`
//! and `std::cell`, so that one source runs in three ways.
//!
//! - **real**: `parking_lot`'s locks, std's atomics and threads;
//! - **explored**: every operation is an event of the [explorer](crate::explore);
//! - **loom**: the same call on the type of the loom crate, the second judge.
//!
//! The explorer and loom are the two *models*; "in a model" means in one of them.
//!
//! An object takes one of the three ways when it is created: inside the closure of an exploration,
//! inside the closure that loom runs, or anywhere else. So an explored closure has to create
//! everything that it uses. The explorer does not see an object from outside, and an operation on
//! one panics with a message that says so. Statics are the exception: `const_new` creates them,
//! they choose the way at each operation, and each execution finds them in their initial state.
//!
//! Locks and condition variables have the signatures of `parking_lot` (`lock()` returns the guard,
//! and nothing is poisoned); everything else has std's. `.named("x")` gives any object the name
//! under which the lanes of an execution show it.
//!
//! # What is explored
//!
//! Each operation on an object of the seam is an event. The explorer runs every execution that
//! differs in the order of conflicting events, or in the write that a read returns. The page of
//! each type says which of its operations are events, and which choices they have.
//!
//! # Examples
//!
//! ```
//! use racelab::sync::atomic::{AtomicU64, Ordering};
//! use racelab::sync::{Arc, thread};
//!
//! let hits = Arc::new(AtomicU64::new(0).named("hits"));
//! let child = thread::spawn({
//!     let hits = Arc::clone(&hits);
//!     move || hits.fetch_add(1, Ordering::Relaxed)
//! });
//! hits.fetch_add(1, Ordering::Relaxed);
//! child.join().unwrap();
//! assert_eq!(hits.load(Ordering::Relaxed), 2);
//! ```
//!
//! # Layout
//!
//! - `mode`: the way in which the calling code runs, and the messages about an object of another
//!   way;
//! - `model`: an object of the explorer or of loom, with the execution that created it;
//! - `place`: the source line of a creation or an operation;
//! - `statics`: the objects of `const_new`, in their initial state in each execution;
//! - `under_loom`: the seam under loom, and loom as the second judge;
//! - `unwind_safe`: the types that a program may still use after it has caught a panic;
//! - `word`: the types that fit into one memory access;
//! - the other files have the names of std.

mod arc;
pub mod atomic;
mod barrier;
pub mod cell;
pub mod collections;
mod condvar;
pub mod hint;
mod lock;
mod mode;
mod model;
pub mod mpsc;
mod mutex;
mod once;
pub(crate) mod place;
mod rwlock;
mod semaphore;
mod statics;
pub mod thread;
pub(crate) mod under_loom;
mod unwind_safe;
mod word;

#[doc(inline)]
pub use crate::__thread_local as thread_local;
pub use arc::{Arc, Weak};
pub use barrier::{Barrier, BarrierWaitResult};
pub use condvar::{Condvar, WaitTimeoutResult};
pub use mutex::{Mutex, MutexGuard};
pub use once::{Once, OnceLock, OnceState};
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use semaphore::{Semaphore, SemaphoreGuard};
