//! The readers of a reader-writer lock, between its writers.
//!
//! The requests of the writers form a chain, as those of a mutex do. The request of a reader reads
//! from that chain: from the request of the writer behind which the reader stands. So the reader
//! stands in front of the next writer. Two readers between the same writers have no order.
//!
//! A request waits for the release of every earlier request that excludes it: first come, first
//! served. The explorer explores each possible order of the requests. A lock with another policy
//! grants them in another order, and in some execution the requests come in that order here. A
//! reader waits behind a writer that itself still waits, as with every lock that does not let
//! readers starve writers.

use std::cmp::Reverse;

use crate::explore::graph::{Action, Clock, EventId, Graph, Node, ObjectIndex, OfRwLock};
use crate::sort;

impl Graph {
    /// The request of the writer behind which a reader stands; `None` if this event is no request
    /// of a reader, or a failed `try_read`. The initial write stands for "no writer".
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

    /// The request of the next writer of the lock, if the graph has one.
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

    /// The stamp of the event that put a reader behind its writer: its own stamp, or that of its
    /// source if the source revisited it.
    pub(in crate::explore) fn age_of_reader(&self, reader: EventId) -> u32 {
        let Node { source, stamp, .. } = *self.node(reader);
        match source.is_initial() {
            true => stamp,
            false => stamp.max(self.node(source).stamp),
        }
    }

    /// The possible causes of this request of a writer, the last event of its thread. They differ
    /// in the readers in front of it.
    ///
    /// The younger readers are causes, because each of them took its place in front of a request
    /// that existed. So are the readers that are causes of these. Each of the other readers may
    /// also stand behind the request.
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
        // A reader comes after the readers of which it is a cause. So no two views are the same.
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

    /// The threads that hold the lock for reading at the end of the graph, each once, by number.
    pub(in crate::explore) fn readers(&self, lock: u32) -> impl Iterator<Item = u8> {
        let reads = move |thread: &u8| {
            let thread = usize::from(*thread);
            let nodes = self.threads[thread].iter().enumerate();
            let mut events = nodes.map(|(index, node)| (EventId::at(thread, index), node));
            events.any(|(id, node)| {
                // A reader that requested the lock waits until its thread has another event.
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

    /// The release of a reader, if the graph has it.
    pub(in crate::explore) fn release_of_reader(&self, reader: EventId) -> Option<EventId> {
        let later = &self.threads[usize::from(reader.thread)][usize::from(reader.index)..];
        let released = OfRwLock::ReleaseShared;
        let releases = |n: &Node| n.operation.action == released && n.source == reader;
        let index = later.iter().position(releases)? + usize::from(reader.index);
        Some(EventId::at(usize::from(reader.thread), index))
    }

    /// The event that began the hold with which the thread still reads this lock.
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

    /// Whether this event is the request of a writer of a reader-writer lock.
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

    /// The end of a reader's range among the requests: the place in coherence order of the last
    /// event in front of the next writer's request. That writer must not have requested the lock
    /// before the reader.
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

/// The action of the event, if it requests the lock for reading.
fn reading(node: &Node) -> Option<OfRwLock> {
    match node.operation.action {
        Action::RwLock(action @ (OfRwLock::Share | OfRwLock::TryShare)) => Some(action),
        _ => None,
    }
}
