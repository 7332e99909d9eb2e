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
#[must_use = "without it the result and its errors are lost"]
pub struct AsyncResult<T> {
    gather: Arc<Gather>,
    decode: fn(&[Part]) -> Result<T>,
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
    /// # Errors
    ///
    /// [`Error::Panicked`], [`Error::WorkerLost`], [`Error::CannotEncode`] and
    /// [`Error::CannotDecode`] if the task is the reason; [`Error::Terminated`]
    /// and [`Error::Broken`] if the pool ended before the task did.
    pub fn get(&self) -> Result<T> {
        match self.gather.wait(None) {
            Some(outcome) => self.decoded(outcome),
            None => Err(Error::NotReady),
        }
    }

    /// Waits at most this long.
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`]: the task goes on, and a later call can still get its result.
    /// Otherwise as [`get`](AsyncResult::get).
    pub fn get_timeout(&self, timeout: Duration) -> Result<T> {
        match self.gather.wait(Instant::now().checked_add(timeout)) {
            Some(outcome) => self.decoded(outcome),
            None => Err(Error::Timeout),
        }
    }

    /// Waits until the call is done, with a value or an error.
    pub fn wait(&self) {
        self.gather.wait(None);
    }

    /// Waits at most this long; true if the call is done.
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.gather
            .wait(Instant::now().checked_add(timeout))
            .is_some()
    }

    /// Whether the call is done and its callbacks have run.
    pub fn ready(&self) -> bool {
        self.gather.done()
    }

    /// Whether [`get`](AsyncResult::get) returns a value (this decodes the value to
    /// find out).
    ///
    /// # Errors
    ///
    /// [`Error::NotReady`] while the call is not done.
    pub fn successful(&self) -> Result<bool> {
        if !self.ready() {
            return Err(Error::NotReady);
        }
        Ok(self.get().is_ok())
    }
}

impl<T: 'static> AsyncResult<T> {
    /// Calls the function with the value once there is one, and not if the call
    /// failed. It runs in a thread of the pool, before [`get`] and [`wait`]
    /// return; if the call is done already, it runs at once in this thread. A panic in it is
    /// printed and goes no further.
    ///
    /// [`get`]: AsyncResult::get
    /// [`wait`]: AsyncResult::wait
    pub fn callback(self, call: impl FnOnce(T) + Send + 'static) -> Self {
        let decode = self.decode;
        self.gather.add_callback(Box::new(move |outcome| {
            if let Ok(value) = outcome
                .as_ref()
                .map_err(Error::clone)
                .and_then(|p| decode(p))
            {
                call(value);
            }
        }));
        self
    }

    /// Calls the function with the error if the call failed; otherwise like
    /// [`callback`](AsyncResult::callback).
    pub fn error_callback(self, call: impl FnOnce(Error) + Send + 'static) -> Self {
        let decode = self.decode;
        self.gather.add_callback(Box::new(move |outcome| {
            if let Err(error) = outcome
                .as_ref()
                .map_err(Error::clone)
                .and_then(|p| decode(p))
            {
                call(error);
            }
        }));
        self
    }
}
