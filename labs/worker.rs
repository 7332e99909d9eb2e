//! The workers of a check's pools: how long their tasks take, whether their results are wrong on
//! purpose, which of their tasks panic, and what the log of a pool says of them.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use racelab::process::{EventKind, Pool, Result, WorkerEvent};
use racelab::sort;

/// How much longer than its work a task of this process takes, in milliseconds.
static PAUSE: AtomicU64 = AtomicU64::new(0);

/// Whether the results of this process are wrong on purpose.
static ASTRAY: AtomicBool = AtomicBool::new(false);

/// How many more tasks of this process work; each task after these panics on purpose.
static WORKING: AtomicU64 = AtomicU64::new(u64::MAX);

/// The initializer of a worker: from here on its tasks take `milliseconds` longer, their
/// results are wrong on purpose if `is_astray`, and after `working` of them each one panics.
pub fn take_your_time(milliseconds: u64, is_astray: bool, working: u64) {
    // Relaxed: the same thread writes them and reads them.
    PAUSE.store(milliseconds, Relaxed);
    ASTRAY.store(is_astray, Relaxed);
    WORKING.store(working, Relaxed);
}

/// Sleeps for `halves` / 2 of the time that a task of this process takes longer than its work.
///
/// # Panics
///
/// No more tasks of this process are to work.
pub fn sleep(halves: u64) {
    // Relaxed, and two steps: one thread runs all tasks of a worker.
    let working = WORKING.load(Relaxed);
    assert!(working > 0, "as it was told to");
    WORKING.store(working - 1, Relaxed);
    thread::sleep(Duration::from_millis(PAUSE.load(Relaxed) * halves / 2));
}

/// Whether the results of this process are to be wrong.
pub(crate) fn is_astray() -> bool {
    ASTRAY.load(Relaxed)
}

/// Starts a pool whose workers take `milliseconds` for a task and are astray or not. It returns
/// when all workers are ready, so that the first call finds all of them.
///
/// # Errors
///
/// The error of the pool.
pub fn pool(processes: usize, milliseconds: u64, is_astray: bool) -> Result<Pool> {
    pool_of(processes, milliseconds, is_astray, u64::MAX)
}

/// Starts a pool of one worker, of whose tasks the first ones work, and all others panic.
pub(crate) fn failing_pool(working: u64) -> Result<Pool> {
    pool_of(1, 0, false, working)
}

fn pool_of(processes: usize, milliseconds: u64, is_astray: bool, working: u64) -> Result<Pool> {
    let pool = Pool::builder()
        .processes(processes)
        .initializer(take_your_time, (milliseconds, is_astray, working))
        .start()?;
    while Log::of(&pool).ready() < processes {
        thread::sleep(Duration::from_millis(1));
    }
    Ok(pool)
}

/// Whether the log shows all workers of a pool at work at the same time if `ask` gives each of
/// them one task.
pub(crate) fn can_be_seen<T>(
    processes: usize,
    milliseconds: u64,
    ask: impl FnOnce(&Pool) -> Result<T>,
) -> bool {
    pool(processes, milliseconds, false)
        .is_ok_and(|pool| ask(&pool).is_ok() && pool.most_at_work() == processes)
}

/// The log of a pool.
pub(crate) struct Log {
    /// What the workers did, oldest first.
    pub(crate) events: Vec<WorkerEvent>,
    /// How many workers were at work at the same time, at most.
    pub(crate) most: usize,
}

impl Log {
    /// The log of a pool as it stands now.
    pub(crate) fn of(pool: &Pool) -> Self {
        Self {
            events: pool.events(),
            most: pool.most_at_work(),
        }
    }

    /// How many workers have been ready.
    pub(crate) fn ready(&self) -> usize {
        let ready = |event: &&WorkerEvent| event.kind == EventKind::Ready;
        self.events.iter().filter(ready).count()
    }

    /// The message if no more than `most` of the workers were at work at the same time.
    pub(crate) fn too_few_at_work(&self, most: usize, workers: usize) -> String {
        let is_long =
            |event: &WorkerEvent| matches!(event.kind, EventKind::Started { calls: 2.., .. });
        let few = format!("no more than {most} of {workers} workers were at work at the same time");
        match most {
            _ if self.events.iter().any(is_long) => format!(
                "{few}: a chunk of many tasks keeps one worker busy and leaves none for others"
            ),
            1 => "the workers worked one after the other".to_owned(),
            _ => few,
        }
    }

    /// The places of the finished calls, in the order in which the calls were finished.
    pub(crate) fn finished(&self) -> Vec<usize> {
        let started = self.events.iter().filter_map(|event| match event.kind {
            EventKind::Started { chunk, calls } => Some((chunk, usize::try_from(calls).ok()?)),
            _ => None,
        });
        // Chunks are numbered in the order in which they were asked for.
        let calls: Vec<(u64, usize)> = started.collect();
        let places = self.events.iter().filter_map(|event| match event.kind {
            EventKind::Finished { chunk } => {
                let before = calls.iter().filter(|&&(other, _)| other < chunk);
                let first = before.map(|(_, calls)| calls).sum();
                let (_, own) = calls.iter().find(|&&(other, _)| other == chunk)?;
                Some(first..first + own)
            }
            _ => None,
        });
        places.flatten().collect()
    }

    /// When the chunks of one task ended, the shortest task first.
    pub(crate) fn ends_by_length(&self) -> Vec<Duration> {
        let tasks = self.events.iter().filter_map(|end| {
            let EventKind::Finished { chunk } = end.kind else {
                return None;
            };
            let alone = EventKind::Started { chunk, calls: 1 };
            let start = self.events.iter().find(|event| event.kind == alone)?;
            Some((end.at - start.at, end.at))
        });
        let mut tasks: Vec<_> = tasks.collect();
        sort::by(&mut tasks, Ord::cmp);
        tasks.into_iter().map(|(_, end)| end).collect()
    }
}
