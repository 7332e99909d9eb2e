//! Reader-writer locks: writers in a chain, and readers between them.
//!
//! The requests of the writers form a chain, as those of a mutex do. A reader asks
//! with a read of that chain: the request that it reads from is that of the writer
//! behind which it comes, so it comes in front of the writer behind that one. Two
//! readers between the same writers are in no order.
//!
//! Who has asked waits until all have let go that came in front and exclude it:
//! first come, first served, whoever comes first. A lock that prefers somebody, or
//! nobody, lets the threads in as they would come to this one in some other order;
//! and that a reader waits behind a writer which only waits itself is what locks do
//! that do not let readers starve writers.

use std::cmp::Reverse;

use super::{Action, Class, Clock, EventId, Graph, Node, Pasts};

impl Graph {
    /// The writer's request behind which a reader came; `None` if this event is no
    /// reader's, or a try_read in vain. The initial write stands for "no writer".
    pub(in crate::explore) fn writer_before(&self, reader: EventId) -> Option<EventId> {
        let node = self.node(reader);
        match node.operation.action {
            Action::Share => Some(node.source),
            Action::TryShare if node.source.is_initial() => Some(node.source),
            Action::TryShare if self.is_release(node.source) => Some(self.node(node.source).source),
            _ => None,
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
            .filter(move |(_, node)| {
                node.operation.object == lock
                    && matches!(node.operation.action, Action::Share | Action::TryShare)
            })
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
        if let Some(index) = request.index.checked_sub(1) {
            let previous = EventId { index, ..request };
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
        older.sort_by_key(|(_, causes)| Reverse(causes.len()));
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
                let granted = match node.operation.action {
                    // It waits until its thread has another event.
                    Action::Share => self.threads[thread].len() > usize::from(id.index) + 1,
                    _ => true,
                };
                node.operation.object == lock
                    && granted
                    && self.writer_before(id).is_some()
                    && self.release_of_reader(id).is_none()
            })
        };
        (0..).take(self.threads.len()).filter(reads)
    }

    /// The event by which a reader let go, if it is there.
    pub(in crate::explore) fn release_of_reader(&self, reader: EventId) -> Option<EventId> {
        let later = &self.threads[usize::from(reader.thread)][usize::from(reader.index)..];
        let releases = |n: &Node| n.operation.action == Action::ReleaseShared && n.source == reader;
        let index = later.iter().position(releases)? + usize::from(reader.index);
        Some(EventId::at(usize::from(reader.thread), index))
    }

    /// Whether this event, which has no choice of its own, is where a writer of a
    /// reader-writer lock has waited for the readers in front of it.
    pub(in crate::explore) fn waits_for_readers(&self, id: EventId) -> bool {
        let operation = self.node(id).operation;
        operation.action == Action::Acquire && self.object(operation.object).class == Class::RwLock
    }

    /// Whether this event is a writer's request of a reader-writer lock.
    pub(in crate::explore) fn is_write_request(&self, id: EventId) -> bool {
        let operation = self.node(id).operation;
        operation.action == Action::Request && self.object(operation.object).class == Class::RwLock
    }

    /// The events by which the readers in front of this writer's request have let go;
    /// `None` if one has not.
    pub(in crate::explore) fn releases_before(&self, request: EventId) -> Option<Vec<EventId>> {
        let node = self.node(request);
        self.readers_behind(node.operation.object, node.source)
            .map(|reader| self.release_of_reader(reader))
            .collect()
    }

    /// To write is to know what the readers before did.
    pub(super) fn join_readers(&self, pasts: &mut Pasts, acquire: EventId) {
        let request = EventId {
            index: acquire.index - 1,
            ..acquire
        };
        for release in self.releases_before(request).into_iter().flatten() {
            let released = &self.node(release).pasts;
            pasts.causes.join(&released.causes);
            pasts.before.join(&released.before);
        }
    }

    /// How far a reader's place among the requests reaches: the next writer must not
    /// have asked before it. As a place in coherence order, of the last event in front
    /// of that writer's request.
    pub(in crate::explore) fn place_of_reader(&self, reader: EventId) -> usize {
        let node = self.node(reader);
        let place = self.position(node.source);
        let released = node.operation.action == Action::Share
            && self
                .object(node.operation.object)
                .coherence
                .get(place)
                .is_some_and(|&next| self.is_release(next));
        place + usize::from(released)
    }
}
