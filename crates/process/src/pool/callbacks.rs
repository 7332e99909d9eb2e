//! Callbacks: what a call does with its result once that is there.

use super::AsyncResult;
use crate::error::{Error, Result};

impl<T: 'static> AsyncResult<T> {
    /// Calls the function with the value once there is one, and not if the call
    /// failed. It runs in a thread of the pool, before [`get`] and [`wait`]
    /// return; if the call is done already, it runs at once in this thread. A panic in it is
    /// printed and goes no further.
    ///
    /// [`get`]: AsyncResult::get
    /// [`wait`]: AsyncResult::wait
    ///
    /// In Python: `apply_async(f, args, callback=..)`, and the same argument of `map_async` and
    /// `starmap_async`. A callback that raises there stops the thread that receives all results.
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
    /// let (sender, receiver) = std::sync::mpsc::channel();
    /// let squares = pool.map_async(square, 0..4)?;
    /// let squares = squares.callback(move |squares| sender.send(squares).unwrap());
    /// squares.wait();
    /// assert_eq!(receiver.recv(), Ok(vec![0, 1, 4, 9]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn callback(self, call: impl FnOnce(T) + Send + 'static) -> Self {
        self.when_done(|result| {
            if let Ok(value) = result {
                call(value);
            }
        })
    }

    /// Calls the function with the error if the call failed; otherwise like
    /// [`callback`](AsyncResult::callback).
    ///
    /// In Python: `apply_async(f, args, error_callback=..)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Error, Pool};
    ///
    /// fn number(text: String) -> u64 {
    ///     text.parse().unwrap()
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![number];
    /// let pool = Pool::new(2)?;
    /// let (sender, receiver) = std::sync::mpsc::channel();
    /// let number = pool.apply_async(number, ("seven".to_string(),))?;
    /// let number = number.error_callback(move |error| sender.send(error).unwrap());
    /// number.wait();
    /// assert!(matches!(receiver.recv(), Ok(Error::Panicked(_))));
    /// # Ok(())
    /// # }
    /// ```
    pub fn error_callback(self, call: impl FnOnce(Error) + Send + 'static) -> Self {
        self.when_done(|result| {
            if let Err(error) = result {
                call(error);
            }
        })
    }

    fn when_done(self, call: impl FnOnce(Result<T>) + Send + 'static) -> Self {
        let decode = self.decode;
        self.gather.add_callback(Box::new(move |outcome| {
            let outcome = outcome.as_ref().map_err(Error::clone);
            call(outcome.and_then(|p| decode(p)));
        }));
        self
    }
}
