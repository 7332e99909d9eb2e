//! A pool of worker processes, after Python's `Pool`.

mod batch;
mod board;
mod builder;
mod callbacks;
mod calls;
mod events;
mod gather;
mod imap;
mod keeper;
mod nursery;
mod result;

use std::fmt;
use std::sync::Arc;

pub use batch::{Batch, Chunked, chunked};
pub use builder::PoolBuilder;
pub use events::{Event, EventKind};
pub use imap::Imap;
pub use result::AsyncResult;

use crate::error::{Error, Result};
use board::Shared;
use events::Log;

/// A number of worker processes that run tasks.
///
/// | method | arguments | waits | results |
/// |---|---|---|---|
/// | [`apply`](Pool::apply) | a tuple | yes | one |
/// | [`apply_async`](Pool::apply_async) | a tuple | no | one, later |
/// | [`map`](Pool::map) | one for each call | yes | all, in order |
/// | [`map_async`](Pool::map_async) | one for each call | no | all, in order, later |
/// | [`starmap`](Pool::starmap) | a tuple for each call | yes | all, in order |
/// | [`starmap_async`](Pool::starmap_async) | a tuple for each call | no | all, in order, later |
/// | [`imap`](Pool::imap) | one for each call | at each | one by one, in order |
/// | [`imap_unordered`](Pool::imap_unordered) | one for each call | at each | one by one, as they finish |
///
/// A pool can end in two ways: [`close`](Pool::close) and
/// [`join`](Pool::join) finish its work; [`terminate`](Pool::terminate) discards
/// it. Dropping a pool terminates it and waits until its workers are gone: it leaves no
/// process and no zombie behind. If a program ends without either,
/// its workers end with it.
///
/// The workers are daemons in Python's sense: they cannot have children.
pub struct Pool {
    shared: Arc<Shared>,
}

impl Pool {
    /// Starts a pool of so many workers. They go on starting after this returns; the
    /// first tasks wait for them.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] for 0 processes, in a worker of a pool or another
    /// daemon, and if `tasks!` was not called; [`Error::System`] if a process
    /// cannot be started: then the processes that were started are ended and reaped first.
    pub fn new(processes: usize) -> Result<Pool> {
        Pool::builder().processes(processes).start()
    }

    /// A pool with more settings.
    ///
    /// ```no_run
    /// # use racelab::process::Pool;
    /// # fn open_log(path: String) {}
    /// let pool = Pool::builder()
    ///     .processes(4)
    ///     .initializer(open_log, ("work.log".to_string(),))
    ///     .maxtasksperchild(100)
    ///     .start()?;
    /// # Ok::<(), racelab::process::Error>(())
    /// ```
    pub fn builder() -> PoolBuilder {
        PoolBuilder::new()
    }

    /// Takes no new work; the workers finish the work that they have and end.
    pub fn close(&self) {
        self.shared.close();
    }

    /// Ends the workers at once. Unfinished calls fail with
    /// [`Error::Terminated`], so that no thread waits for them in vain.
    pub fn terminate(&self) {
        self.shared.terminate();
    }

    /// Waits until the workers have ended and the callbacks have run.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if the pool is neither closed nor terminated: its
    /// workers would never end.
    pub fn join(&self) -> Result<()> {
        if !self.shared.is_closed() {
            return Err(Error::misuse(
                "the pool is still open; call close or terminate before join",
            ));
        }
        self.shared.wait_for_keepers();
        self.shared.callbacks.wait();
        Ok(())
    }

    /// The process ids of the present workers, one for each seat that is taken.
    pub fn pids(&self) -> Vec<u32> {
        self.shared.pids()
    }

    /// What the workers did so far: the latest 65,536 events, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.shared.log(Log::events)
    }

    /// The largest number of workers that were at work at the same time: between the
    /// start and the end of a chunk.
    pub fn most_at_work(&self) -> usize {
        self.shared.log(Log::most_at_work)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("processes", &self.shared.settings.processes)
            .field("pids", &self.pids())
            .finish_non_exhaustive()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.terminate();
        self.shared.wait_for_keepers();
    }
}
