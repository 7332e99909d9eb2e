//! What a pool's workers did, and when: the evidence of how many were at work
//! at the same time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The log keeps this many events, the latest.
const KEPT: usize = 1 << 16;

/// Something that a worker of a pool did, as its parent learned of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, since the pool was started.
    pub at: Duration,
    /// The process id of the worker.
    pub pid: u32,
    /// What it did.
    pub kind: EventKind,
}

/// What a worker did.
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
    /// It finished the chunk, well or with an error.
    Finished {
        /// The number of the chunk.
        chunk: u64,
    },
    /// It ended: because it was told to (its exit code is 0 then) or because
    /// it was lost.
    Ended {
        /// Its exit code, minus the number of the signal that ended it, or
        /// `None` if the system did not tell.
        exitcode: Option<i32>,
    },
}

/// The log, and how many workers are at work.
pub(super) struct Log {
    start: Instant,
    events: VecDeque<Event>,
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
        self.events.push_back(Event {
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

    pub(super) fn events(&self) -> Vec<Event> {
        self.events.iter().cloned().collect()
    }

    pub(super) fn most_at_work(&self) -> usize {
        self.most
    }
}
