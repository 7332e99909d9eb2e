//! The semaphore of the demonstration.

use clap::ValueEnum;
use racelab::cli::{Monitor, Window};

/// When a release notifies, and how a thread waits.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum How {
    /// A release notifies one thread if there was no permit before
    IfZero,
    /// A release notifies one thread if a thread waits, by a count of those that wait
    IfWaiting,
    /// Each release notifies one thread
    Always,
    /// Each release notifies all threads
    All,
    /// Each release notifies one thread, and a wait has an if around it in place of a while
    If,
}

/// The number of the one condition variable.
const RELEASED: usize = 0;

/// Permits, and the threads that wait for one.
pub(crate) struct Permits {
    pub(crate) monitor: Monitor<Count>,
    how: How,
}

pub(crate) struct Count {
    permits: u64,
    waiting: u64,
}

impl Permits {
    /// So many permits, which so many threads use.
    pub(crate) fn new(permits: u8, how: How, threads: usize, window: &Window) -> Self {
        let count = Count {
            permits: permits.into(),
            waiting: 0,
        };
        Self {
            monitor: Monitor::new("count", count, &["released"], threads, window)
                .showing(|count: &Count| count.permits),
            how,
        }
    }

    /// Waits until there is a permit, and takes it; `false` if there is none, as a wait in an
    /// `if` does not rule out.
    pub(crate) fn acquire(&self) -> bool {
        let mut count = self.monitor.enter();
        count.waiting += 1;
        while count.permits == 0 && count.wait(RELEASED) && self.how != How::If {}
        count.waiting -= 1;
        let is_there = count.permits > 0;
        count.permits -= u64::from(is_there);
        is_there
    }

    // ANCHOR: release
    pub(crate) fn release(&self) {
        let mut count = self.monitor.enter();
        count.permits += 1;
        match self.how {
            How::IfZero if count.permits > 1 => {} // a permit was there: no thread waits?
            How::IfWaiting if count.waiting == 0 => {}
            How::All => count.notify_all(RELEASED),
            _ => count.notify_one(RELEASED),
        }
    }
    // ANCHOR_END: release
}
