//! Processes and pools of processes, with the names of Python's
//! [`multiprocessing`](https://docs.python.org/3/library/multiprocessing.html).
//!
//! Threads share memory, and sharing is where races come from. Processes do not share
//! memory unless they ask for it: each has its own, and must send what another
//! process has to know. This package does that. It is complete, and small enough to
//! read:
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
//! a fork copies one thread and every lock, and a lock that another thread
//! holds at that moment is never released in the copy. The child runs `main` up to
//! [`tasks!`](crate::tasks), which sees the mark and takes over; only the parent runs the
//! rest of `main`. So `tasks!` is the first line, like
//! `if __name__ == "__main__"` in Python. A program cannot start
//! itself without end: without `tasks!` a program can start no child, and
//! a child does not get past it.
//!
//! **The first of many.** To execute a program is slow, so on Linux a pool
//! executes only one worker. In `tasks!`, while it is new and has one thread, this worker
//! forks the others. The process that is copied holds no lock, and only the code before
//! `tasks!` has run in it, once for all workers. (If `main` starts threads before
//! `tasks!`, the pool executes each worker instead.)
//!
//! **Tasks are plain functions.** `tasks!` numbers them. The parent looks up
//! the number by the function's type and sends the number with the encoded
//! arguments; the child finds the function by its number.
//!
//! **One socket for each child, and nothing shared.** The child finds its end
//! of a socket pair as its standard input, moves it to another descriptor and puts `/dev/null`
//! there, so that no program that it starts inherits the socket. Processes share no lock, no
//! queue and no memory. So when any process is killed at any moment, no other process
//! is left with a lock that is held or with half a message.
//!
//! **Two threads in a worker.** The main thread reads orders and runs tasks. The
//! other one, the *watcher*, waits for the end of the stream, even while a task
//! runs. The end means that the parent is gone, for whatever reason, and the worker ends at
//! once.
//!
//! **One thread in the parent for each worker**, its *keeper*, and one *board*
//! under one mutex: the queue of chunks and the state of each worker.
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
//! A worker holds one chunk at a time and reports when it starts it. So when its
//! stream ends, its keeper knows which chunk the worker held and whether
//! it had been started. A started chunk fails with [`Error::WorkerLost`] and
//! is never run a second time. A chunk that had not been started
//! goes to another worker. The other chunks are not affected.
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
//! | `identity.rs` | the identity of this process and of its parent |
//! | `handle/` | [`Process`]: settings in `mod.rs`, start and end in `life.rs`, the rest in `state.rs` |
//! | `pool/calls.rs`, `pool/streams.rs` | the calls: [`Pool::map`], [`Pool::imap`] and their variants |
//! | `pool/batch.rs` | how items are cut into chunks |
//! | `pool/board/` | the pool's state, and every change of it |
//! | `pool/keeper.rs` | the thread that looks after one worker |
//! | `pool/gather.rs`, `pool/result.rs`, `pool/callbacks.rs`, `pool/imap.rs` | how results come back |
//! | `error.rs` | everything that can go wrong |
//!
//! # What differs from Python
//!
//! The page `docs/process_and_pool.md` shows each method in both languages.
//!
//! - A panic ends a [`Process`] with exit code 101, Rust's own, not 1.
//! - A `Process` that returns from its task ends, even if the task left threads
//!   behind: Rust's threads do not keep a process alive.
//! - Where Python's pool waits for ever (a worker that is killed, a callback that
//!   raises, a result that cannot be decoded, an initializer that fails), this
//!   pool returns an error and goes on.
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
pub use pool::{
    AsyncResult, Batch, Chunked, EventKind, Imap, Pool, PoolBuilder, WorkerEvent, chunked,
};
pub use task::{Data, Task};
#[doc(hidden)]
pub use {task::Entry, worker::register};
