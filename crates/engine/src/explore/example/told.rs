//! The entry of each event of a graph in the converted execution.

use crate::explore::MAX_THREADS;
use crate::explore::graph::{EventId, Graph};

/// The entry of each event of a graph that has one so far.
pub(super) struct Told {
    /// The entries, thread by thread.
    events: Vec<usize>,
    /// The start of each thread's entries, and the number of its events that have one.
    threads: [(usize, usize); MAX_THREADS],
}

impl Told {
    pub(super) fn new(graph: &Graph) -> Self {
        let mut threads = [(0, 0); MAX_THREADS];
        let mut first = 0;
        for (thread, nodes) in threads.iter_mut().zip(&graph.threads) {
            thread.0 = first;
            first += nodes.len();
        }
        Self {
            events: vec![0; first],
            threads,
        }
    }

    /// Notes that this is the entry of the thread's next event.
    pub(super) fn add(&mut self, thread: usize, event: usize) {
        let (first, told) = &mut self.threads[thread];
        self.events[*first + *told] = event;
        *told += 1;
    }

    /// The entry of the thread's last event.
    pub(super) fn last(&self, thread: usize) -> Option<usize> {
        let (first, told) = self.threads[thread];
        Some(self.events[first + told.checked_sub(1)?])
    }

    /// The entry of this event.
    pub(super) fn of(&self, id: EventId) -> Option<usize> {
        if id.is_initial() {
            return None;
        }
        let (first, told) = self.threads[usize::from(id.thread)];
        let index = usize::from(id.index);
        (index < told).then(|| self.events[first + index])
    }
}
