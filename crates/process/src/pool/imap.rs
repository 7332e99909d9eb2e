//! `imap` and `imap_unordered` draw items and deliver results one by one.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::batch::Chunk;
use super::board::{Job, Shared};
use super::gather::{Part, Sink};
use crate::error::{Error, Result};
use crate::task::{Data, Task};

/// The largest number of chunks on their way for each worker. It limits how far drawing the
/// items runs ahead of the results.
const AHEAD: usize = 4;

/// Outcomes that have come and have not been fetched yet, with their chunks' numbers, in
/// the order in which they came.
#[derive(Default)]
struct Arrivals {
    outcomes: Mutex<VecDeque<(usize, Result<Part>)>>,
    came: Condvar,
}

impl Sink for Arrivals {
    fn deliver(self: Arc<Self>, chunk: usize, outcome: Result<Part>) {
        self.outcomes.lock().push_back((chunk, outcome));
        self.came.notify_all();
    }
}

impl Arrivals {
    /// Waits for this chunk, or for the first one that comes.
    fn take(&self, wanted: Option<usize>, deadline: Option<Instant>) -> Option<Result<Part>> {
        let mut outcomes = self.outcomes.lock();
        loop {
            let place = match wanted {
                None => 0,
                Some(wanted) => outcomes
                    .iter()
                    .position(|(chunk, _)| *chunk == wanted)
                    .unwrap_or(outcomes.len()),
            };
            if let Some((_, outcome)) = outcomes.remove(place) {
                return Some(outcome);
            }
            match deadline {
                None => self.came.wait(&mut outcomes),
                Some(deadline) => {
                    if self.came.wait_until(&mut outcomes, deadline).timed_out() {
                        return None;
                    }
                }
            }
        }
    }
}

/// The results of [`Pool::imap`](super::Pool::imap) or
/// [`Pool::imap_unordered`](super::Pool::imap_unordered), as they come.
///
/// Items are drawn from the given iterator in the thread that asks for results,
/// at most four chunks for each worker ahead of the results that were fetched; so the
/// iterator may be endless. If it panics, the results of the chunks before the panic come
/// first, and then the panic continues in this thread. A chunk that failed gives one error in
/// place of its results, and the iteration goes on.
///
/// In Python: the iterators of `Pool.imap` and `Pool.imap_unordered`. Each step of the iterator
/// here gives a [`Result`]; Python's raises the task's exception, and the next step goes on.
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
/// let texts = ["1", "two", "3"].map(String::from);
/// let numbers: Vec<_> = pool.imap(number, texts)?.collect();
/// assert_eq!((&numbers[0], &numbers[2]), (&Ok(1), &Ok(3)));
/// assert!(matches!(numbers[1], Err(Error::Panicked(_))));
/// # Ok(())
/// # }
/// ```
pub struct Imap<I, F: Task<Args>, Args> {
    shared: Arc<Shared>,
    arrivals: Arc<Arrivals>,
    /// `None` once it has ended.
    items: Option<I>,
    chunksize: usize,
    ordered: bool,
    task: u32,
    sent: usize,
    fetched: usize,
    decoded: VecDeque<F::Output>,
    /// The panic of the items' iterator, to be resumed later.
    panic: Option<Box<dyn Any + Send>>,
    function: PhantomData<fn(F, Args)>,
}

impl<I, F, Args> Imap<I, F, Args>
where
    I: Iterator<Item = Args>,
    F: Task<Args>,
    Args: Data,
{
    pub(super) fn new(
        shared: Arc<Shared>,
        items: I,
        chunksize: usize,
        task: u32,
        ordered: bool,
    ) -> Self {
        let mut imap = Imap {
            shared,
            arrivals: Arc::default(),
            items: Some(items),
            chunksize,
            ordered,
            task,
            sent: 0,
            fetched: 0,
            decoded: VecDeque::new(),
            panic: None,
            function: PhantomData,
        };
        imap.send_ahead();
        imap
    }

    /// Keeps the workers busy.
    fn send_ahead(&mut self) {
        while self.sent - self.fetched < AHEAD * self.shared.settings.processes {
            let chunk = match self.draw() {
                None => return,
                Some(chunk) => chunk,
            };
            let number = self.sent;
            self.sent += 1;
            let sent = chunk.and_then(|chunk| {
                self.shared.submit(vec![Job {
                    task: self.task,
                    calls: chunk.calls,
                    arguments: Arc::new(chunk.arguments),
                    sink: self.arrivals.clone(),
                    chunk: number,
                    number: 0,
                }])
            });
            if let Err(error) = sent {
                if !matches!(error, Error::CannotEncode { .. }) {
                    // The pool takes no more chunks.
                    self.items = None;
                }
                self.arrivals.clone().deliver(number, Err(error));
            }
        }
    }

    /// The next chunk of items; `None` if there are no more.
    fn draw(&mut self) -> Option<Result<Chunk>> {
        let items = self.items.as_mut()?;
        let mut chunk = Chunk::default();
        let mut failure = None;
        for _ in 0..self.chunksize {
            // Unwind safe: after a panic the iterator is never used again.
            match panic::catch_unwind(AssertUnwindSafe(|| items.next())) {
                Ok(Some(args)) => {
                    if failure.is_none() {
                        failure = chunk.push(&args).err();
                    }
                }
                Ok(None) => {
                    self.items = None;
                    break;
                }
                Err(panic) => {
                    self.items = None;
                    self.panic = Some(panic);
                    return None;
                }
            }
        }
        match failure {
            Some(error) => Some(Err(error)),
            None if chunk.calls == 0 => None,
            None => Some(Ok(chunk)),
        }
    }

    /// Like `next`, but waits at most this long and then returns
    /// [`Error::Timeout`], which does not use up the result.
    ///
    /// In Python: `IMapIterator.next(timeout)`, which raises `multiprocessing.TimeoutError`.
    ///
    /// # Panics
    ///
    /// If the items' iterator panicked, in its place among the results.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use racelab::process::{Error, Pool};
    ///
    /// fn wait_for_ever(_: u64) {
    ///     loop {
    ///         std::thread::park();
    ///     }
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![wait_for_ever];
    /// let pool = Pool::new(2)?;
    /// let mut results = pool.imap(wait_for_ever, [1])?;
    /// let result = results.next_timeout(Duration::from_millis(10));
    /// assert_eq!(result, Some(Err(Error::Timeout)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn next_timeout(&mut self, timeout: Duration) -> Option<Result<F::Output>> {
        self.fetch(Instant::now().checked_add(timeout))
    }

    fn fetch(&mut self, deadline: Option<Instant>) -> Option<Result<F::Output>> {
        loop {
            if let Some(value) = self.decoded.pop_front() {
                return Some(Ok(value));
            }
            self.send_ahead();
            if self.fetched == self.sent {
                if let Some(panic) = self.panic.take() {
                    panic::resume_unwind(panic);
                }
                return None;
            }
            let wanted = self.ordered.then_some(self.fetched);
            let Some(outcome) = self.arrivals.take(wanted, deadline) else {
                return Some(Err(Error::Timeout));
            };
            self.fetched += 1;
            let mut values = VecDeque::new();
            match outcome.and_then(|part| part.decode(|value| values.push_back(value))) {
                Ok(()) => self.decoded = values,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<I, F: Task<Args>, Args> fmt::Debug for Imap<I, F, Args> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imap")
            .field("ordered", &self.ordered)
            .field("chunks_fetched", &self.fetched)
            .finish_non_exhaustive()
    }
}

impl<I, F, Args> Iterator for Imap<I, F, Args>
where
    I: Iterator<Item = Args>,
    F: Task<Args>,
    Args: Data,
{
    type Item = Result<F::Output>;

    fn next(&mut self) -> Option<Self::Item> {
        self.fetch(None)
    }
}
