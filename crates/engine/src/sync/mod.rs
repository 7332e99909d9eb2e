//! The seam: the names that a lab imports instead of `std::sync`, `std::thread`
//! and `std::cell`, so that one source runs in three ways.
//!
//! - **real**: `parking_lot`'s locks, std's atomics and threads;
//! - **explored**: every operation is an event of the [explorer](crate::explore);
//! - **loom**: the same call on the type of the loom crate, the second judge.
//!
//! An object decides for one of the three when it is made, from where it is made:
//! inside the closure of an exploration, inside the closure that loom runs, or
//! anywhere else. So everything that an explored closure uses must be made inside
//! of it; an object from outside would be invisible to the explorer, and using it
//! panics with a sentence that says so. The exception are statics, which `const_new`
//! makes: they decide at each operation, and each execution finds them fresh.
//!
//! Locks and condition variables have the signatures of `parking_lot` (`lock()`
//! gives the guard, and a panic poisons nothing); everything else has std's.
//! Every object takes a name for the lanes with `.named("x")`.
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
//! - `mode`: which of the three ways the calling code runs in, and what to say
//!   when an object of another one is used;
//! - `place`: where an object was made or an operation stands;
//! - `statics`: what `const_new` makes, fresh in each execution;
//! - `under_loom`: how the seam runs under loom, and loom as the second judge;
//! - `unwind_safe`: which types may be seen behind a panic that was caught;
//! - `word`: the types that fit into one memory access;
//! - the rest is named as in std.

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
