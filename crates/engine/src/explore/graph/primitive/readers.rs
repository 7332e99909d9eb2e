//! The readers of a reader-writer lock, between its writers.
//!
//! The requests of the writers form a chain, as those of a mutex do. A reader asks
//! with a read of that chain: the request that it reads from is that of the writer
//! behind which it comes, so it comes in front of the writer behind that one. Two
//! readers between the same writers are in no order.
//!
//! A request waits until all requests in front of it that exclude it have released the lock:
//! first come, first served. The explorer explores each order in which the requests may come.
//! A lock with another policy grants them in an order of its own, and in some execution the
//! requests come here in that order. A reader waits behind a writer that itself still waits,
//! as with every lock that does not let readers starve writers.

use std::cmp::Reverse;

use crate::explore::graph::{Action, Clock, EventId, Graph, Node, ObjectIndex, OfRwLock};
use crate::explore::sort;

impl Graph {
    /// The writer's request behind which a reader came; `None` if this event is no
    /// reader's, or a try_read in vain. The initial write stands for "no writer".
    pub(in crate::explore) fn writer_before(&self, reader: EventId) -> Option<EventId> {
        let node = self.node(reader);
        match reading(node)? {
            OfRwLock::TryShare if self.is_release(node.source) => {
                Some(self.node(node.source).source)
            }
            OfRwLock::TryShare if !node.source.is_initial() => None,
            _ => Some(node.source),
        }
    }

    /// The writer's request that follows this one on its lock, if there is one.
    pub(in crate::explore) fn writer_behind(&self, lock: u32, writer: EventId) -> Option<EventId> {
        let coherence = &self.object(lock).coherence;
        let mut behind = coherence[self.position(writer)..].iter().copied();
        behind.find(|&id| !self.is_release(id))
    }

    /// The readers between this writer and the next.
    pub(in crate::explore) fn readers_behind(
        &self,
        lock: u32,
        writer: EventId,
    ) -> impl Iterator<Item = EventId> {
        self.events()
            .filter(move |(_, node)| node.operation.object == lock && reading(node).is_some())
            .map(|(id, _)| id)
            .filter(move |&id| self.writer_before(id) == Some(writer))
    }

    /// The stamp since which a reader is behind its writer: its own, or that of its
    /// source if that has revisited it.
    pub(in crate::explore) fn age_of_reader(&self, reader: EventId) -> u32 {
        let Node { source, stamp, .. } = *self.node(reader);
        match source.is_initial() {
            true => stamp,
            false => stamp.max(self.node(source).stamp),
        }
    }

    /// What this request of a writer, the last event of its thread, may know of the
    /// readers in front of it: the causes that it has, for each possibility.
    ///
    /// It knows of those that are younger, for these came in front of a request that was
    /// there, and of those that led to one that it knows of. As for the others, they may
    /// as well come behind it.
    pub(in crate::explore) fn views(&self, request: EventId) -> Vec<Clock> {
        let node = self.node(request);
        let mut least = Clock::EMPTY;
        if let Some(previous) = request.previous() {
            least.join(&self.node(previous).pasts.causes);
        }
        if !node.source.is_initial() {
            least.join(&self.node(node.source).pasts.causes);
        }
        least.add(request);
        let mut older = Vec::new();
        for reader in self.readers_behind(node.operation.object, node.source) {
            let Node { stamp, pasts, .. } = self.node(reader);
            if *stamp > node.stamp {
                least.join(&pasts.causes);
            } else {
                older.push((reader, pasts.causes));
            }
        }
        // A reader comes after those that it led to: so no two views are the same.
        sort::by_key(&mut older, |(_, causes)| Reverse(causes.len()));
        let mut views = vec![least];
        for (reader, causes) in older {
            for index in 0..views.len() {
                let mut view = views[index];
                if !view.holds(reader) {
                    view.join(&causes);
                    views.push(view);
                }
            }
        }
        views
    }

    /// The threads that read at the end of the graph: each once, by number.
    pub(in crate::explore) fn readers(&self, lock: u32) -> impl Iterator<Item = u8> {
        let reads = move |thread: &u8| {
            let thread = usize::from(*thread);
            let nodes = self.threads[thread].iter().enumerate();
            let mut events = nodes.map(|(index, node)| (EventId::at(thread, index), node));
            events.any(|(id, node)| {
                // One that asks waits until its thread has another event.
                let granted = reading(node) != Some(OfRwLock::Share) || self.behind(id).is_some();
                node.operation.object == lock
                    && granted
                    && self.writer_before(id).is_some()
                    && self.release_of_reader(id).is_none()
            })
        };
        (0..)
            .take(self.threads.len())
            .filter(reads)
            .chain(self.queue_readers(lock))
    }

    /// The release of a reader, if it is there.
    pub(in crate::explore) fn release_of_reader(&self, reader: EventId) -> Option<EventId> {
        let later = &self.threads[usize::from(reader.thread)][usize::from(reader.index)..];
        let released = OfRwLock::ReleaseShared;
        let releases = |n: &Node| n.operation.action == released && n.source == reader;
        let index = later.iter().position(releases)? + usize::from(reader.index);
        Some(EventId::at(usize::from(reader.thread), index))
    }

    /// The last event by which the thread became a reader of this lock that it still is.
    pub(super) fn reading_of(&self, thread: u8, lock: ObjectIndex) -> Option<EventId> {
        let count = self.threads[usize::from(thread)].len();
        let mut events = (0..count)
            .rev()
            .map(|i| EventId::at(usize::from(thread), i));
        events.find(|&id| {
            self.node(id).operation.object == lock
                && self.writer_before(id).is_some()
                && self.release_of_reader(id).is_none()
        })
    }

    /// Whether this event is a writer's request of a reader-writer lock.
    pub(in crate::explore) fn is_write_request(&self, id: EventId) -> bool {
        self.node(id).operation.action == OfRwLock::Request
    }

    /// The releases of the readers in front of this writer's request; `None` if one has not
    /// released the lock.
    pub(in crate::explore) fn releases_before(&self, request: EventId) -> Option<Vec<EventId>> {
        let node = self.node(request);
        self.readers_behind(node.operation.object, node.source)
            .map(|reader| self.release_of_reader(reader))
            .collect()
    }

    /// How far a reader's place among the requests reaches: the next writer must not
    /// have asked before it. As a place in coherence order, of the last event in front
    /// of that writer's request.
    pub(in crate::explore) fn place_of_reader(&self, reader: EventId) -> usize {
        let node = self.node(reader);
        let place = self.position(node.source);
        let released = reading(node) == Some(OfRwLock::Share)
            && self
                .object(node.operation.object)
                .coherence
                .get(place)
                .is_some_and(|&next| self.is_release(next));
        place + usize::from(released)
    }
}

/// The action by which an event asks to read, if it does.
fn reading(node: &Node) -> Option<OfRwLock> {
    match node.operation.action {
        Action::RwLock(action @ (OfRwLock::Share | OfRwLock::TryShare)) => Some(action),
        _ => None,
    }
}
