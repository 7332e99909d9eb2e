//! A pool of worker processes, after Python's `Pool`.

mod batch;
mod board;
mod builder;
mod callback_thread;
mod callbacks;
mod calls;
mod events;
mod gather;
mod imap;
mod keeper;
mod nursery;
mod result;
mod streams;

use std::fmt;
use std::sync::Arc;

pub use batch::{Batch, Chunked, chunked};
pub use builder::PoolBuilder;
pub use events::{EventKind, WorkerEvent};
pub use imap::Imap;
pub use result::AsyncResult;

use crate::error::{Error, Result};
use board::Shared;
use events::Log;

/// A number of worker processes that run tasks.
///
/// In Python: [`multiprocessing.Pool`][python]. The examples of the methods leave out `main` and
/// its first line, [`tasks!`](crate::tasks).
///
/// [python]: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool
///
/// # Examples
///
/// ```
/// use racelab::process::Pool;
///
/// fn square(x: u64) -> u64 {
///     x * x
/// }
///
/// fn main() -> racelab::process::Result<()> {
///     racelab::tasks![square];
///     let pool = Pool::new(4)?;
///     assert_eq!(pool.map(square, 0..5)?, [0, 1, 4, 9, 16]);
///     pool.close();
///     pool.join()
/// }
/// ```
///
/// # Methods
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
/// # The end
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
    /// Takes no new work; the workers finish the work that they have and end.
    ///
    /// In Python: `Pool.close()`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Error, Pool};
    ///
    /// fn square(x: u64) -> u64 {
    ///     x * x
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![square];
    /// let pool = Pool::new(2)?;
    /// let squares = pool.map_async(square, 0..3)?;
    /// pool.close();
    /// assert_eq!(pool.map(square, 0..3), Err(Error::Closed));
    /// // The work from before is finished.
    /// assert_eq!(squares.get()?, [0, 1, 4]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn close(&self) {
        self.shared.close();
    }

    /// Ends the workers at once. Unfinished calls fail with
    /// [`Error::Terminated`], so that no thread waits for them in vain.
    ///
    /// In Python: `Pool.terminate()`, as at the end of `with Pool() as pool`. A `get` that waits
    /// for an unfinished call waits for ever there.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Error, Pool};
    ///
    /// fn wait_for_ever() {
    ///     loop {
    ///         std::thread::park();
    ///     }
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![wait_for_ever];
    /// let pool = Pool::new(2)?;
    /// let never = pool.apply_async(wait_for_ever, ())?;
    /// pool.terminate();
    /// assert_eq!(never.get(), Err(Error::Terminated));
    /// # Ok(())
    /// # }
    /// ```
    pub fn terminate(&self) {
        self.shared.terminate();
    }

    /// Waits until the workers have ended and the callbacks have run.
    ///
    /// In Python: `Pool.join()`, which raises a `ValueError` if the pool is open.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if the pool is neither closed nor terminated: its
    /// workers would never end.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Error, Pool};
    ///
    /// fn square(x: u64) -> u64 {
    ///     x * x
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![square];
    /// let pool = Pool::new(2)?;
    /// let squares = pool.map_async(square, 0..3)?;
    /// assert!(matches!(pool.join(), Err(Error::Misuse { .. })));
    /// pool.close();
    /// pool.join()?;
    /// assert!(squares.ready() && pool.pids().is_empty());
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// Python has nothing public for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// fn my_pid() -> u32 {
    ///     std::process::id()
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![my_pid];
    /// let pool = Pool::new(2)?;
    /// let worker = pool.apply(my_pid, ())?;
    /// assert!(pool.pids().contains(&worker));
    /// # Ok(())
    /// # }
    /// ```
    pub fn pids(&self) -> Vec<u32> {
        self.shared.pids()
    }

    /// What the workers did so far: the latest 65,536 events, oldest first.
    ///
    /// Python has nothing like it.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{WorkerEvent, EventKind, Pool, chunked};
    ///
    /// fn square(x: u64) -> u64 {
    ///     x * x
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![square];
    /// let pool = Pool::new(2)?;
    /// pool.map(square, chunked(0..6, 3))?;
    /// let started = |event: &WorkerEvent| matches!(event.kind, EventKind::Started { calls: 3, .. });
    /// assert_eq!(pool.events().into_iter().filter(started).count(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(&self) -> Vec<WorkerEvent> {
        self.shared.log(Log::events)
    }

    /// The largest number of workers that were at work at the same time: between the
    /// start and the end of a chunk.
    ///
    /// Python has nothing like it.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// fn square(x: u64) -> u64 {
    ///     x * x
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![square];
    /// let pool = Pool::new(2)?;
    /// assert_eq!(pool.most_at_work(), 0);
    /// for x in 0..3 {
    ///     pool.apply(square, (x,))?;
    /// }
    /// // `apply` waits for its result, so no two calls overlap.
    /// assert_eq!(pool.most_at_work(), 1);
    /// # Ok(())
    /// # }
    /// ```
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
