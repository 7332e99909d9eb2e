//! The calls of a pool whose results come one by one.

use super::batch::{Batch, valid};
use super::{Imap, Pool};
#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use crate::task::{self, Data, Task};

impl Pool {
    /// Runs the task for each item and gives the results one by one, in the
    /// items' order. Items are drawn as they are needed; see [`Imap`].
    ///
    /// In Python: `Pool.imap(f, items)`. Python's pool draws items without regard to how many
    /// results were fetched, so with endless items its memory grows without end.
    ///
    /// # Errors
    ///
    /// As [`apply_async`](Pool::apply_async), and [`Error::Misuse`] for a chunk
    /// size of 0. The errors of the tasks, and of encoding, are among the results.
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
    /// // The items are endless.
    /// let mut squares = pool.imap(square, 1..)?;
    /// assert_eq!(squares.next().transpose()?, Some(1));
    /// assert_eq!(squares.next().transpose()?, Some(4));
    /// # Ok(())
    /// # }
    /// ```
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
    /// In Python: `Pool.imap_unordered(f, items)`.
    ///
    /// # Errors
    ///
    /// As [`imap`](Pool::imap).
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
    /// let mut squares = Vec::new();
    /// for square in pool.imap_unordered(square, 0..4)? {
    ///     squares.push(square?);
    /// }
    /// squares.sort();
    /// assert_eq!(squares, [0, 1, 4, 9]);
    /// # Ok(())
    /// # }
    /// ```
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
}
