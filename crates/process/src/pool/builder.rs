//! The settings of a pool, and its start.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use super::board::{Settings, Shared};
use super::nursery::Nursery;
use super::{Pool, keeper};
use crate::codec::encode;
use crate::error::{Error, Result};
use crate::task::{self, Data, Task};

impl Pool {
    /// Starts a pool of `processes` workers. They go on starting after this returns; the first
    /// tasks wait for them.
    ///
    /// In Python: `Pool(processes)`. Without the number, `Pool()` there is
    /// `Pool::builder().start()` here.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] for 0 processes, in a worker of a pool or another
    /// daemon, and if `tasks!` was not called; [`Error::System`] if a process
    /// cannot be started: then the processes that were started are ended and reaped first.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![];
    /// let pool = Pool::new(2)?;
    /// assert_eq!(pool.pids().len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(processes: usize) -> Result<Pool> {
        Pool::builder().processes(processes).start()
    }

    /// A pool with more settings.
    ///
    /// In Python: the arguments `processes`, `initializer`, `initargs` and `maxtasksperchild` of
    /// `Pool(..)`. There is no `context`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// fn prepare(path: String) {
    ///     // Each worker opens a log of its own, or fills a cache.
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![prepare];
    /// let pool = Pool::builder()
    ///     .processes(4)
    ///     .initializer(prepare, ("work.log".to_string(),))
    ///     .maxtasksperchild(100)
    ///     .start()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> PoolBuilder {
        PoolBuilder::new()
    }
}

/// The settings of a [`Pool`]; from [`Pool::builder`].
///
/// In Python: the arguments of `Pool(..)`.
#[derive(Debug)]
#[must_use = "nothing starts before `start`"]
pub struct PoolBuilder {
    processes: Option<usize>,
    initializer: Option<Result<(u32, Vec<u8>)>>,
    maxtasksperchild: Option<usize>,
}

impl PoolBuilder {
    /// The settings that a pool has by default.
    pub(super) fn new() -> PoolBuilder {
        PoolBuilder {
            processes: None,
            initializer: None,
            maxtasksperchild: None,
        }
    }

    /// How many workers, 1 or more; one for each processor by default.
    ///
    /// In Python: `Pool(processes=..)`. The default there is `os.cpu_count()`; here it is
    /// [`thread::available_parallelism`], which counts only processors that this process may use.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Pool;
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![];
    /// let pool = Pool::builder().processes(3).start()?;
    /// assert_eq!(pool.pids().len(), 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn processes(mut self, processes: usize) -> Self {
        self.processes = Some(processes);
        self
    }

    /// A registered task that each worker runs once, before its first chunk.
    /// Its result is dropped. If it panics, the worker has failed to start.
    ///
    /// In Python: `Pool(initializer=f, initargs=(..))`. If `f` raises there, the pool starts new
    /// workers for ever; here it gives up, and its calls fail with [`Error::Broken`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::OnceLock;
    ///
    /// use racelab::process::Pool;
    ///
    /// // Each worker has its own.
    /// static FACTOR: OnceLock<u64> = OnceLock::new();
    ///
    /// fn set_factor(factor: u64) {
    ///     FACTOR.get_or_init(|| factor);
    /// }
    ///
    /// fn scaled(x: u64) -> u64 {
    ///     FACTOR.get().unwrap() * x
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![set_factor, scaled];
    /// let pool = Pool::builder()
    ///     .processes(2)
    ///     .initializer(set_factor, (10,))
    ///     .start()?;
    /// assert_eq!(pool.map(scaled, 1..4)?, [10, 20, 30]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn initializer<Args: Data, F: Task<Args>>(mut self, task: F, args: Args) -> Self {
        self.initializer = Some(task::number_of(task).and_then(|number| {
            let mut bytes = Vec::new();
            encode(&args, &mut bytes)?;
            Ok((number, bytes))
        }));
        self
    }

    /// After this many chunks (as in Python: chunks, not items) a worker is
    /// replaced by a new process; 1 or more. Without it workers stay.
    ///
    /// In Python: `Pool(maxtasksperchild=..)`.
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
    /// let pool = Pool::builder().processes(1).maxtasksperchild(1).start()?;
    /// let first = pool.apply(my_pid, ())?;
    /// let second = pool.apply(my_pid, ())?;
    /// assert_ne!(first, second);
    /// # Ok(())
    /// # }
    /// ```
    pub fn maxtasksperchild(mut self, chunks: usize) -> Self {
        self.maxtasksperchild = Some(chunks);
        self
    }

    /// Starts the workers.
    ///
    /// In Python: `Pool(..)` starts its workers itself.
    ///
    /// # Errors
    ///
    /// As [`Pool::new`]; besides, [`Error::Misuse`] for a `maxtasksperchild` of
    /// 0, [`Error::NotRegistered`] and [`Error::CannotEncode`] for the
    /// initializer.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Error, Pool};
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![];
    /// let pool = Pool::builder().processes(2).start()?;
    /// assert_eq!(pool.pids().len(), 2);
    /// assert!(matches!(
    ///     Pool::builder().processes(0).start(),
    ///     Err(Error::Misuse { .. })
    /// ));
    /// # Ok(())
    /// # }
    /// ```
    pub fn start(self) -> Result<Pool> {
        let processes = match self.processes {
            Some(0) => return Err(Error::misuse("a pool needs at least 1 process")),
            Some(processes) => processes,
            None => thread::available_parallelism().map_or(1, NonZeroUsize::get),
        };
        let max_chunks = match self.maxtasksperchild {
            Some(0) => {
                return Err(Error::misuse(
                    "maxtasksperchild must be 1 or more; leave it out for no limit",
                ));
            }
            max => max.map(|max| max as u64),
        };
        let shared = Arc::new(Shared::new(Settings {
            processes,
            initializer: self.initializer.transpose()?,
            max_chunks,
        }));
        let mut nursery = Nursery::new(processes)?;
        let pool = Pool {
            shared: shared.clone(),
        };
        for seat in 0..processes {
            if let Err(error) = keeper::start(&shared, seat, &mut nursery) {
                // Dropping the pool waits for the keepers that were started.
                (seat..processes).for_each(|_| shared.keeper_left());
                return Err(error);
            }
        }
        Ok(pool)
    }
}
