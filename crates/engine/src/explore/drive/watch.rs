//! Watching an exploration from outside: how far it is, and an end to it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A handle on an exploration that runs: tells how far it is, and ends it.
///
/// Give it to [`Explorer::watched_by`](crate::explore::Explorer::watched_by), keep a clone,
/// and ask the clone from another thread. One handle watches one exploration at a
/// time; the next one begins at 0, unless the handle was interrupted before.
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

/// How far an exploration is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SoFar {
    /// How many executions have been run, thrown-away ones included.
    pub executions: u64,
    /// An estimate of the share of the exploration that lies behind, from 0 to 1.
    ///
    /// The search is a tree: where an event has alternatives, it branches. Each
    /// branch is taken to hold as much as each of its siblings, so the share of a
    /// branch is known when it appears, and what has been explored is the sum of
    /// the shares that have come to their ends. It only grows, and is 1 at the
    /// end. That is the estimate of Knuth ("Estimating the Efficiency of Backtrack
    /// Programs", 1975) along the branches that the search takes; where siblings
    /// differ much in size it is wrong by as much: by a factor of ten and more at
    /// the beginning, of five halfway.
    pub share: f64,
}

impl SoFar {
    /// The estimated number of executions in all. `None` while no execution has
    /// come to its end.
    ///
    /// A guess at the size of a tree from the part that is known: see
    /// [`share`](Self::share).
    pub fn estimate(&self) -> Option<f64> {
        // Exact up to 2^53 executions, which no exploration comes to.

        let executions = self.executions as f64;
        (self.share > 0.0).then(|| executions / self.share)
    }
}

impl Watch {
    /// Ends the exploration as soon as the execution that runs has come to its end.
    /// What was found until then is its result, which is
    /// [not complete](crate::explore::Exploration::complete).
    pub fn interrupt(&self) {
        // Relaxed: only tells the explorer to end soon; it hands over its result by
        // returning.
        self.seen.interrupted.store(true, Ordering::Relaxed);
    }

    /// How far the exploration is.
    pub fn progress(&self) -> SoFar {
        SoFar {
            // Relaxed: a number to look at, nothing rests on it.
            executions: self.seen.executions.load(Ordering::Relaxed),
            share: self.share().min(1.0),
        }
    }

    pub(in crate::explore) fn is_interrupted(&self) -> bool {
        // Relaxed: as above.
        self.seen.interrupted.load(Ordering::Relaxed)
    }

    pub(in crate::explore) fn begin(&self) {
        self.seen.executions.store(0, Ordering::Relaxed);
        *self
            .seen
            .share
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = 0.0;
    }

    /// Counts an execution that stood for this share of the exploration.
    pub(in crate::explore) fn count(&self, share: f64) {
        self.seen.executions.fetch_add(1, Ordering::Relaxed);
        *self
            .seen
            .share
            .lock()
            .unwrap_or_else(PoisonError::into_inner) += share;
    }

    fn share(&self) -> f64 {
        *self
            .seen
            .share
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
