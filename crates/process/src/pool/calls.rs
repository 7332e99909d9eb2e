//! The calls of a pool: `apply`, `map` and their variants.

use std::sync::Arc;

use super::batch::{Batch, chunks};
use super::board::Job;
use super::gather::Gather;
use super::{AsyncResult, Pool};
#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use crate::task::{self, Data, Task};

impl Pool {
    /// Runs the task once and waits for its result.
    ///
    /// In Python: `Pool.apply(f, args)`. For `kwds`, send a struct.
    ///
    /// # Errors
    ///
    /// Those of [`apply_async`](Pool::apply_async) and [`AsyncResult::get`].
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// fn product(a: u64, b: u64) -> u64 {
    ///     a * b
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![product];
    /// let pool = Pool::new(2)?;
    /// assert_eq!(pool.apply(product, (6, 7))?, 42);
    /// # Ok(())
    /// # }
    /// ```
    pub fn apply<F: Task<Args>, Args: Data>(&self, task: F, args: Args) -> Result<F::Output> {
        self.apply_async(task, args)?.get()
    }

    /// Runs the task once; the result comes later.
    ///
    /// In Python: `Pool.apply_async(f, args)`. Its `callback` and `error_callback` are methods of
    /// the handle: [`AsyncResult::callback`], [`AsyncResult::error_callback`].
    ///
    /// # Errors
    ///
    /// [`Error::NotRegistered`], [`Error::CannotEncode`] for the arguments;
    /// [`Error::Closed`], [`Error::Terminated`] or [`Error::Broken`] by the
    /// state of the pool.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// fn product(a: u64, b: u64) -> u64 {
    ///     a * b
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![product];
    /// let pool = Pool::new(2)?;
    /// // Both calls are under way before the first `get` waits.
    /// let six = pool.apply_async(product, (2, 3))?;
    /// let twenty = pool.apply_async(product, (4, 5))?;
    /// assert_eq!(six.get()? + twenty.get()?, 26);
    /// # Ok(())
    /// # }
    /// ```
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
    /// In Python: `Pool.map(f, items)`. For `chunksize`, pass [`chunked`](crate::chunked) items.
    ///
    /// # Errors
    ///
    /// Those of [`apply_async`](Pool::apply_async) and [`AsyncResult::get`];
    /// [`Error::Misuse`] for a chunk size of 0.
    ///
    /// # Panics
    ///
    /// If the iterator of the items does; then no task has run.
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
    /// assert_eq!(pool.map(square, [3, 1, 2])?, [9, 1, 4]);
    /// # Ok(())
    /// # }
    /// ```
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
    /// In Python: `Pool.map_async(f, items)`.
    ///
    /// # Errors
    ///
    /// Those of [`map`](Pool::map); the errors of the tasks come later.
    ///
    /// # Panics
    ///
    /// If the iterator of the items does; then no task has run.
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
    /// let squares = pool.map_async(square, 0..4)?;
    /// // Here the program can do other work.
    /// assert_eq!(squares.get()?, [0, 1, 4, 9]);
    /// # Ok(())
    /// # }
    /// ```
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
    /// In Python: `Pool.starmap(f, items)`.
    ///
    /// # Errors
    ///
    /// As [`map`](Pool::map).
    ///
    /// # Panics
    ///
    /// If the iterator of the items does; then no task has run.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// fn product(a: u64, b: u64) -> u64 {
    ///     a * b
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![product];
    /// let pool = Pool::new(2)?;
    /// assert_eq!(pool.starmap(product, [(2, 3), (4, 5)])?, [6, 20]);
    /// # Ok(())
    /// # }
    /// ```
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
    /// In Python: `Pool.starmap_async(f, items)`.
    ///
    /// # Errors
    ///
    /// Those of [`map`](Pool::map); the errors of the tasks come later.
    ///
    /// # Panics
    ///
    /// If the iterator of the items does; then no task has run.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// fn product(a: u64, b: u64) -> u64 {
    ///     a * b
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![product];
    /// let pool = Pool::new(2)?;
    /// let products = pool.starmap_async(product, [(2, 3), (4, 5)])?;
    /// assert_eq!(products.get()?, [6, 20]);
    /// # Ok(())
    /// # }
    /// ```
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
