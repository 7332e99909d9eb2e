//! With which event each event of a graph was told.

use crate::explore::MAX_THREADS;
use crate::explore::graph::{EventId, Graph};

/// With which event each event of a graph was told, as far as that has come.
pub(super) struct Told {
    /// Thread by thread.
    events: Vec<usize>,
    /// Where those of each thread begin, and how many of them have been told.
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

    /// The thread's next event was told with this one.
    pub(super) fn add(&mut self, thread: usize, event: usize) {
        let (first, told) = &mut self.threads[thread];
        self.events[*first + *told] = event;
        *told += 1;
    }

    /// With which event the thread's last one was told.
    pub(super) fn last(&self, thread: usize) -> Option<usize> {
        let (first, told) = self.threads[thread];
        Some(self.events[first + told.checked_sub(1)?])
    }

    /// With which event this one was told.
    pub(super) fn of(&self, id: EventId) -> Option<usize> {
        if id.is_initial() {
            return None;
        }
        let (first, told) = self.threads[usize::from(id.thread)];
        let index = usize::from(id.index);
        (index < told).then(|| self.events[first + index])
    }
}
