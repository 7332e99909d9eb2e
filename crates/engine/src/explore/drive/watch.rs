//! The progress of a running exploration, and its interruption from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parking_lot::Mutex;

/// A handle on a running exploration: reports its progress, and interrupts it.
///
/// Pass it to [`Explorer::watched_by`](crate::explore::Explorer::watched_by), keep a clone, and
/// use the clone from another thread. One handle watches one exploration at a time. The next
/// exploration begins at 0, unless the handle was interrupted before.
///
/// ```
/// use racelab::explore::{Explorer, StoppedBy, Watch};
///
/// let watch = Watch::default();
/// watch.interrupt();
/// let found = Explorer::new().watched_by(&watch).explore(|| ());
/// assert_eq!(found.stopped_by(), Some(&StoppedBy::Interrupted));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Watch {
    seen: Arc<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    interrupted: AtomicBool,
    executions: AtomicU64,
    share: Mutex<f64>,
}

/// The progress of an exploration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SoFar {
    /// The number of executions so far, including discarded ones.
    pub executions: u64,
    /// An estimate of the finished share of the exploration, from 0 to 1.
    ///
    /// The search is a tree: it branches where an event has alternatives. The estimate assumes
    /// that all siblings are equally large, so it knows the share of a branch as soon as the
    /// branch appears. The finished share is the sum of the shares of all finished branches. It
    /// only grows, and is 1 at the end. This is the estimate of Knuth ("Estimating the Efficiency
    /// of Backtrack Programs", 1975) along the branches that the search takes. If siblings differ
    /// in size, it is wrong: by a factor of ten and more at the beginning, of five halfway.
    pub share: f64,
}

impl SoFar {
    /// The estimated number of all executions. `None` until the first execution ends.
    ///
    /// It is the executions so far, divided by the finished [`share`](Self::share).
    pub fn estimate(&self) -> Option<f64> {
        // Exact up to 2^53 executions, which no exploration reaches.
        let executions = self.executions as f64;
        (self.share > 0.0).then(|| executions / self.share)
    }
}

impl Watch {
    /// Ends the exploration after the running execution. Its result has the findings until then,
    /// and is [not complete](crate::explore::Exploration::complete).
    pub fn interrupt(&self) {
        // Relaxed: the flag only tells the explorer to end soon. The explorer hands over its
        // result when it returns.
        self.seen.interrupted.store(true, Ordering::Relaxed);
    }

    /// The progress of the exploration.
    pub fn progress(&self) -> SoFar {
        SoFar {
            // Relaxed: a number to show; no other memory depends on it.
            executions: self.seen.executions.load(Ordering::Relaxed),
            share: self.seen.share.lock().min(1.0),
        }
    }

    pub(in crate::explore) fn is_interrupted(&self) -> bool {
        // Relaxed: as above.
        self.seen.interrupted.load(Ordering::Relaxed)
    }

    pub(in crate::explore) fn begin(&self) {
        self.seen.executions.store(0, Ordering::Relaxed);
        *self.seen.share.lock() = 0.0;
    }

    /// Counts an execution that was this share of the exploration.
    pub(in crate::explore) fn count(&self, share: f64) {
        self.seen.executions.fetch_add(1, Ordering::Relaxed);
        *self.seen.share.lock() += share;
    }
}
