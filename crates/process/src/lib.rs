//! Processes and pools of processes, with the names of Python's
//! `multiprocessing`.
//!
//! Threads share memory, and sharing is where races come from. Processes, unless
//! they ask for it, do not: each has a memory of its own, and what one wants the
//! other to know it must send. This package is that second way, complete and small enough to
//! be read:
//!
//! ```
//! use racelab::process::{Pool, Process};
//! use racelab::tasks;
//!
//! fn hello(name: String) {
//!     assert_eq!(name, "bob");
//! }
//!
//! fn square(x: u64) -> u64 {
//!     x * x
//! }
//!
//! fn main() -> racelab::process::Result<()> {
//!     tasks![hello, square]; // the first line of main
//!
//!     let mut process = Process::new(hello).args(("bob".to_string(),));
//!     process.start()?;
//!     process.join()?;
//!     assert_eq!(process.exitcode(), Some(0));
//!
//!     let pool = Pool::new(4)?;
//!     assert_eq!(pool.apply(square, (5,))?, 25);
//!     assert_eq!(pool.map(square, 0..5)?, [0, 1, 4, 9, 16]);
//!     pool.close();
//!     pool.join()
//! }
//! ```
//!
//! # How it works
//!
//! **The same program, started again.** A child is this very binary, executed
//! once more with a mark in its arguments. Your program itself is never forked:
//! a fork copies one thread and every lock, also the locks that other threads
//! held, and those are never let go of in the copy. The child runs `main` up to
//! [`tasks!`](crate::tasks), which sees the mark and takes over; what follows
//! in `main` is for the parent alone. So `tasks!` stands in the first line, as
//! `if __name__ == "__main__"` does in Python, and a program cannot start
//! itself without end: who has not called `tasks!` cannot start a child, and
//! a child does not come past it.
//!
//! **The first of many.** To execute a program is slow, so on Linux a pool
//! executes one worker only. In `tasks!`, where it is new and has one thread, it
//! forks the others: a copy with no lock held, of a process in which nothing has
//! happened yet but what stands before `tasks!`. That is run once for all of
//! them. (A `main` that starts threads there is not forked, but executed for each.)
//!
//! **Tasks are plain functions.** `tasks!` numbers them. The parent looks up
//! the number by the function's type and sends the number with the encoded
//! arguments; the child finds the function by its number.
//!
//! **One socket for each child, and nothing shared.** The child finds its end
//! of a socket pair as its standard input, moves it away and puts `/dev/null`
//! there, so that no program that it starts inherits the socket. No lock, no
//! queue and no memory is shared between processes. That is why killing any
//! process at any moment can leave no lock held and no message cut in two for
//! anybody else.
//!
//! **Two threads in a worker.** The main thread reads orders and runs tasks. The
//! other one, the *watcher*, waits for the end of the stream, also while a task
//! runs: it means that the parent is gone, however it went, and the worker ends at
//! once.
//!
//! **One thread in the parent for each worker**, its *keeper*, and one *board*
//! under one mutex: the queue of chunks and who is doing what.
//!
//! ```text
//!  map, apply        board                keeper            worker process
//!  ----------        -----                ------            --------------
//!  encode, cut  -->  queue of chunks -->  Task  ----------> read,
//!  into chunks       idle, busy, ..       marks it    <---- Started, run,
//!                                         delivers it <---- Done
//!  get() decodes  <-- result <----------- end of stream:
//!                                         reap, fail or requeue, replace
//! ```
//!
//! A worker holds one chunk at a time and says when it starts it. So when its
//! end of the stream comes, its keeper knows which chunk it held and whether
//! that had been started: a started one fails with [`Error::WorkerLost`] and
//! is never run a second time behind your back, one that had not been started
//! goes to another worker, and every other chunk never notices.
//!
//! # To read it
//!
//! | file | what it holds |
//! |---|---|
//! | `task.rs` | what a task is, `tasks!`, the numbers |
//! | `codec.rs` | how values become bytes |
//! | `frame.rs` | the messages and how they travel |
//! | `child.rs` | a child: starting, signalling and reaping it |
//! | `worker.rs` | the other side: what a child does after `tasks!` |
//! | `siblings.rs`, `pool/nursery.rs` | how the first worker of a pool forks the others |
//! | `caught.rs` | a task's panic, caught with message and place |
//! | `identity.rs` | who am I, who is my parent |
//! | `handle.rs` | [`Process`] |
//! | `pool/board/` | the pool's state, and every change of it |
//! | `pool/keeper.rs` | the thread that looks after one worker |
//! | `pool/result.rs`, `pool/imap.rs` | how results come back |
//! | `error.rs` | everything that can go wrong |
//!
//! # What differs from Python
//!
//! - A panic ends a [`Process`] with exit code 101, Rust's own, not 1.
//! - A `Process` that returns from its task ends, even if the task left threads
//!   behind: Rust's threads do not keep a process alive.
//! - Where Python's pool waits for ever (a worker killed, a callback that
//!   raises, a result that cannot be decoded, an initializer that fails), this
//!   one gives an error and goes on.
//! - Only Unix: a child needs a Unix socket as its standard input. On other
//!   systems this package is empty.

#![cfg(unix)]

mod caught;
mod child;
mod codec;
mod error;
mod frame;
mod handle;
mod identity;
mod pool;
#[cfg(target_os = "linux")]
mod siblings;
mod task;
mod worker;

pub use child::{has_children, was_refused};
pub use error::{Error, Panic, Result};
pub use handle::{Process, active_children};
pub use identity::{CurrentProcess, ParentProcess, current_process, parent_process};
pub use pool::{AsyncResult, Batch, Chunked, Event, EventKind, Imap, Pool, PoolBuilder, chunked};
pub use task::{Data, Task};
#[doc(hidden)]
pub use {task::Entry, worker::register};
