//! A pool of worker processes, after Python's `Pool`.

mod batch;
mod board;
mod builder;
mod callbacks;
mod events;
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
use crate::task::{self, Data, Task};
use batch::{chunks, valid};
use board::{Job, Shared};
use events::Log;
use result::Gather;

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

    /// Runs the task once and waits for its result.
    ///
    /// # Errors
    ///
    /// Those of [`apply_async`](Pool::apply_async) and [`AsyncResult::get`].
    pub fn apply<F: Task<Args>, Args: Data>(&self, task: F, args: Args) -> Result<F::Output> {
        self.apply_async(task, args)?.get()
    }

    /// Runs the task once; the result comes later.
    ///
    /// # Errors
    ///
    /// [`Error::NotRegistered`], [`Error::CannotEncode`] for the arguments;
    /// [`Error::Closed`], [`Error::Terminated`] or [`Error::Broken`] by the
    /// state of the pool.
    pub fn apply_async<F: Task<Args>, Args: Data>(
        &self,
        task: F,
        args: Args,
    ) -> Result<AsyncResult<F::Output>> {
        let calls = std::iter::once(args);
        Ok(AsyncResult::single(self.send(task, calls, Some(1))?))
    }

    /// Runs the task for each item and waits for all results, in the items'
    /// order.
    ///
    /// # Errors
    ///
    /// Those of [`apply_async`](Pool::apply_async) and [`AsyncResult::get`];
    /// [`Error::Misuse`] for a chunk size of 0.
    ///
    /// # Panics
    ///
    /// If the iterator of the items does; then no task has run.
    pub fn map<F, A, B>(&self, task: F, items: B) -> Result<Vec<F::Output>>
    where
        F: Task<(A,)>,
        A: Data,
        B: Batch<A>,
    {
        self.map_async(task, items)?.get()
    }

    /// Runs the task for each item; all results come later, together.
    ///
    /// # Errors
    ///
    /// Those of [`map`](Pool::map); the errors of the tasks come later.
    ///
    /// # Panics
    ///
    /// If the iterator of the items does; then no task has run.
    pub fn map_async<F, A, B>(&self, task: F, items: B) -> Result<AsyncResult<Vec<F::Output>>>
    where
        F: Task<(A,)>,
        A: Data,
        B: Batch<A>,
    {
        let (items, chunksize) = items.into_parts();
        let calls = items.map(|item| (item,));
        Ok(AsyncResult::list(self.send(task, calls, chunksize)?))
    }

    /// Like [`map`](Pool::map) for a task of several arguments: each item is a
    /// tuple.
    ///
    /// # Errors
    ///
    /// As [`map`](Pool::map).
    ///
    /// # Panics
    ///
    /// If the iterator of the items does; then no task has run.
    pub fn starmap<F, Args, B>(&self, task: F, items: B) -> Result<Vec<F::Output>>
    where
        F: Task<Args>,
        Args: Data,
        B: Batch<Args>,
    {
        self.starmap_async(task, items)?.get()
    }

    /// Like [`map_async`](Pool::map_async) for a task of several arguments.
    ///
    /// # Errors
    ///
    /// Those of [`map`](Pool::map); the errors of the tasks come later.
    ///
    /// # Panics
    ///
    /// If the iterator of the items does; then no task has run.
    pub fn starmap_async<F, Args, B>(
        &self,
        task: F,
        items: B,
    ) -> Result<AsyncResult<Vec<F::Output>>>
    where
        F: Task<Args>,
        Args: Data,
        B: Batch<Args>,
    {
        let (calls, chunksize) = items.into_parts();
        Ok(AsyncResult::list(self.send(task, calls, chunksize)?))
    }

    /// Runs the task for each item and gives the results one by one, in the
    /// items' order. Items are drawn as they are needed; see [`Imap`].
    ///
    /// # Errors
    ///
    /// As [`apply_async`](Pool::apply_async), and [`Error::Misuse`] for a chunk
    /// size of 0. The errors of the tasks, and of encoding, are among the results.
    pub fn imap<F, A, B>(
        &self,
        task: F,
        items: B,
    ) -> Result<Imap<impl Iterator<Item = (A,)> + use<F, A, B>, F, (A,)>>
    where
        F: Task<(A,)>,
        A: Data,
        B: Batch<A>,
    {
        self.stream(task, items, true)
    }

    /// Like [`imap`](Pool::imap), but each result comes when it is finished.
    ///
    /// # Errors
    ///
    /// As [`imap`](Pool::imap).
    pub fn imap_unordered<F, A, B>(
        &self,
        task: F,
        items: B,
    ) -> Result<Imap<impl Iterator<Item = (A,)> + use<F, A, B>, F, (A,)>>
    where
        F: Task<(A,)>,
        A: Data,
        B: Batch<A>,
    {
        self.stream(task, items, false)
    }

    fn stream<F, A, B>(
        &self,
        task: F,
        items: B,
        ordered: bool,
    ) -> Result<Imap<impl Iterator<Item = (A,)> + use<F, A, B>, F, (A,)>>
    where
        F: Task<(A,)>,
        A: Data,
        B: Batch<A>,
    {
        let task = task::number_of(task)?;
        self.shared.check_open()?;
        let (items, chunksize) = items.into_parts();
        let chunksize = valid(chunksize)?.unwrap_or(1);
        let calls = items.map(|item| (item,));
        Ok(Imap::new(
            self.shared.clone(),
            calls,
            chunksize,
            task,
            ordered,
        ))
    }

    /// Encodes the calls in chunks and queues them.
    fn send<F, Args>(
        &self,
        task: F,
        calls: impl Iterator<Item = Args>,
        chunksize: Option<usize>,
    ) -> Result<Arc<Gather>>
    where
        F: Task<Args>,
        Args: Data,
    {
        let task = task::number_of(task)?;
        self.shared.check_open()?;
        let chunks = chunks(calls, chunksize, self.shared.settings.processes)?;
        let gather = Gather::new(chunks.len(), self.shared.callbacks.clone());
        let jobs = chunks.into_iter().enumerate().map(|(place, chunk)| Job {
            task,
            calls: chunk.calls,
            arguments: Arc::new(chunk.arguments),
            sink: gather.clone(),
            chunk: place,
            number: 0,
        });
        self.shared.submit(jobs.collect())?;
        Ok(gather)
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
