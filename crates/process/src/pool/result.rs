//! The handle of a call whose result comes later.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::gather::{Gather, Part};
use crate::error::{Error, Result};
use crate::task::Data;

/// The handle of a call whose result comes later.
///
/// The result stays encoded, as it came, and is decoded again each time it is
/// asked for. So [`get`](AsyncResult::get) can be called many times for any
/// type, and each caller owns the value that it gets. A value whose decoding fails affects
/// only its own call.
///
/// In Python: `multiprocessing.pool.AsyncResult`, and `MapResult` behind `map_async`.
#[must_use = "without it the result and its errors are lost"]
pub struct AsyncResult<T> {
    pub(super) gather: Arc<Gather>,
    pub(super) decode: fn(&[Part]) -> Result<T>,
    value: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for AsyncResult<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncResult")
            .field("ready", &self.ready())
            .finish_non_exhaustive()
    }
}

impl<R: Data> AsyncResult<Vec<R>> {
    pub(super) fn list(gather: Arc<Gather>) -> Self {
        AsyncResult {
            gather,
            decode: |parts| {
                let calls = parts.iter().map(|part| part.calls as usize).sum();
                let mut values = Vec::with_capacity(calls);
                for part in parts {
                    part.decode(|value| values.push(value))?;
                }
                Ok(values)
            },
            value: PhantomData,
        }
    }
}

impl<R: Data> AsyncResult<R> {
    pub(super) fn single(gather: Arc<Gather>) -> Self {
        AsyncResult {
            gather,
            decode: |parts| {
                let mut values = Vec::with_capacity(1);
                for part in parts {
                    part.decode(|value| values.push(value))?;
                }
                values.pop().ok_or(Error::NotReady)
            },
            value: PhantomData,
        }
    }
}

impl<T> AsyncResult<T> {
    fn decoded(&self, outcome: &Result<Vec<Part>>) -> Result<T> {
        match outcome {
            Ok(parts) => (self.decode)(parts),
            Err(error) => Err(error.clone()),
        }
    }

    /// Waits for the result. A `map` waits for all its chunks, and then returns the
    /// error of the first one (in order) that failed.
    ///
    /// In Python: `AsyncResult.get()`. There a task's exception is raised again in the parent; here
    /// it is an [`Error::Panicked`]. If the worker is killed, Python's `get` waits for ever.
    ///
    /// # Errors
    ///
    /// [`Error::Panicked`], [`Error::WorkerLost`], [`Error::CannotEncode`] and
    /// [`Error::CannotDecode`] if the task is the reason; [`Error::Terminated`]
    /// and [`Error::Broken`] if the pool ended before the task did.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// fn root(x: u64) -> u64 {
    ///     x.isqrt()
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![root];
    /// let pool = Pool::new(2)?;
    /// let root = pool.apply_async(root, (49,))?;
    /// assert_eq!(root.get()?, 7);
    /// assert_eq!(root.get()?, 7);
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self) -> Result<T> {
        match self.gather.wait(None) {
            Some(outcome) => self.decoded(outcome),
            None => Err(Error::NotReady),
        }
    }

    /// Waits at most this long.
    ///
    /// In Python: `AsyncResult.get(timeout)`, which raises `multiprocessing.TimeoutError`.
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`]: the task goes on, and a later call can still get its result.
    /// Otherwise as [`get`](AsyncResult::get).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
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
    /// let result = never.get_timeout(Duration::from_millis(10));
    /// assert_eq!(result, Err(Error::Timeout));
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_timeout(&self, timeout: Duration) -> Result<T> {
        match self.gather.wait(Instant::now().checked_add(timeout)) {
            Some(outcome) => self.decoded(outcome),
            None => Err(Error::Timeout),
        }
    }

    /// Waits until the call is done, with a value or an error.
    ///
    /// In Python: `AsyncResult.wait()`.
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
    /// squares.wait();
    /// assert!(squares.ready());
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait(&self) {
        self.gather.wait(None);
    }

    /// Waits at most this long; true if the call is done.
    ///
    /// In Python: `AsyncResult.wait(timeout)`, which returns `None` in both cases.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use racelab::process::Pool;
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
    /// assert!(!never.wait_timeout(Duration::from_millis(10)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.gather
            .wait(Instant::now().checked_add(timeout))
            .is_some()
    }

    /// Whether the call is done and its callbacks have run.
    ///
    /// In Python: `AsyncResult.ready()`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
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
    /// assert!(!never.ready());
    /// # Ok(())
    /// # }
    /// ```
    pub fn ready(&self) -> bool {
        self.gather.done()
    }

    /// Whether [`get`](AsyncResult::get) returns a value (this decodes the value to
    /// find out).
    ///
    /// In Python: `AsyncResult.successful()`, which raises a `ValueError` while the call is not
    /// done.
    ///
    /// # Errors
    ///
    /// [`Error::NotReady`] while the call is not done.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// fn number(text: String) -> u64 {
    ///     text.parse().unwrap()
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![number];
    /// let pool = Pool::new(2)?;
    /// let seven = pool.apply_async(number, ("7".to_string(),))?;
    /// let seventh = pool.apply_async(number, ("seven".to_string(),))?;
    /// seven.wait();
    /// seventh.wait();
    /// assert_eq!(seven.successful(), Ok(true));
    /// assert_eq!(seventh.successful(), Ok(false));
    /// # Ok(())
    /// # }
    /// ```
    pub fn successful(&self) -> Result<bool> {
        if !self.ready() {
            return Err(Error::NotReady);
        }
        Ok(self.get().is_ok())
    }
}
