//! The calls of a pool: `apply`, `map` and their relatives.

use std::sync::Arc;

use super::batch::{Batch, chunks, valid};
use super::board::Job;
use super::gather::Gather;
use super::{AsyncResult, Imap, Pool};
use crate::error::Result;
use crate::task::{self, Data, Task};

impl Pool {
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
}
