//! What a pool's workers did, and when. It shows how many were at work
//! at the same time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How many events the log keeps: the latest ones.
const KEPT: usize = 1 << 16;

/// An action of a worker of a pool, at the time when its parent learned of it. From
/// [`Pool::events`](super::Pool::events), which has an example; Python has nothing like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerEvent {
    /// The time since the pool was started.
    pub at: Duration,
    /// The process id of the worker.
    pub pid: u32,
    /// The action.
    pub kind: EventKind,
}

/// The kind of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// It is initialized and ready for its first chunk.
    Ready,
    /// It started a chunk. Chunks are numbered from 0 in the order in which
    /// they were submitted.
    Started {
        /// The number of the chunk.
        chunk: u64,
        /// How many calls the chunk holds.
        calls: u32,
    },
    /// It finished the chunk, with results or with an error.
    Finished {
        /// The number of the chunk.
        chunk: u64,
    },
    /// It ended: because the pool told it to (its exit code is 0 then) or because
    /// it was lost.
    Ended {
        /// Its exit code, or the negative number of the signal that ended it, or
        /// `None` if the system did not tell.
        exitcode: Option<i32>,
    },
}

/// The log, and how many workers are at work.
pub(super) struct Log {
    start: Instant,
    events: VecDeque<WorkerEvent>,
    at_work: usize,
    most: usize,
}

impl Log {
    pub(super) fn new() -> Log {
        Log {
            start: Instant::now(),
            events: VecDeque::new(),
            at_work: 0,
            most: 0,
        }
    }

    pub(super) fn note(&mut self, pid: u32, kind: EventKind) {
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        self.events.push_back(WorkerEvent {
            at: self.start.elapsed(),
            pid,
            kind,
        });
    }

    pub(super) fn begin_work(&mut self) {
        self.at_work += 1;
        self.most = self.most.max(self.at_work);
    }

    pub(super) fn end_work(&mut self) {
        self.at_work -= 1;
    }

    pub(super) fn events(&self) -> Vec<WorkerEvent> {
        self.events.iter().cloned().collect()
    }

    pub(super) fn most_at_work(&self) -> usize {
        self.most
    }
}
