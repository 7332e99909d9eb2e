//! Who can go on, and what the others wait for.

use super::state::State;
use super::thread::Status;
use crate::explore::graph::{Action, Class, EventId, Node, ObjectIndex, Operation};

impl State {
    /// The lowest-numbered thread that can add its next event. It must follow from
    /// the graph alone: that the search finds each graph once rests on it.
    pub(super) fn lowest_enabled(&self) -> Option<u8> {
        (0..).zip(&self.threads).find_map(|(number, thread)| {
            let operation = thread.pending.as_ref()?;
            let can = thread.status == Status::Live && self.is_enabled(number, operation);
            can.then_some(number)
        })
    }

    /// Whether an operation that has no event yet may get one now.
    pub(super) fn is_enabled(&self, thread: u8, operation: &Operation) -> bool {
        match operation.action {
            Action::Join(child) => self.end_of(child).is_some(),
            Action::Acquire => {
                let request = self.last_event(thread);
                let holder = self.graph.node(request).source;
                let released = holder.is_initial() || self.graph.release_of(holder).is_some();
                let lock = self.graph.object(operation.object);
                released
                    && (lock.class != Class::RwLock
                        || self.graph.releases_before(request).is_some())
            }
            Action::AcquireShared => {
                let writer = self.graph.node(self.last_event(thread)).source;
                writer.is_initial() || self.graph.release_of(writer).is_some()
            }
            Action::Wake => self.waking(thread, operation.object).is_some(),
            Action::Park => self.graph.newest_value(operation.object) == 1,
            Action::Receive(number) => {
                self.graph.message(operation.object, number).is_some()
                    || self.graph.is_disconnected(operation.object)
            }
            Action::Admit(number) => self.admission(operation.object, number).is_some(),
            Action::AwaitCompletion => self.graph.newest_value(operation.object) == 2,
            Action::Pass { arrivals, .. } => {
                self.graph.object(operation.object).coherence.len() >= arrivals as usize
            }
            _ => true,
        }
    }

    /// Where an event without a choice reads from.
    pub(super) fn fixed_source(&self, thread: u8, operation: &Operation) -> EventId {
        let found = match operation.action {
            Action::Start => self
                .graph
                .events()
                .find(|(_, node)| node.operation.action == Action::Spawn(thread))
                .map(|(id, _)| id),
            Action::Join(child) => self.end_of(child),
            Action::Acquire | Action::AcquireShared => {
                let holder = self.graph.node(self.last_event(thread)).source;
                // The first holder waits for nobody.
                (!holder.is_initial())
                    .then(|| self.graph.release_of(holder))
                    .flatten()
            }
            Action::Release => self.hold_of(thread, operation.object),
            Action::ReleaseShared => self.reading_of(thread, operation.object),
            Action::Wake | Action::WakeTimed => self.waking(thread, operation.object),
            Action::Receive(number) => self.graph.message(operation.object, number),
            Action::Admit(number) => self.admission(operation.object, number),
            // The second write, behind the beginning.
            Action::AwaitCompletion => Some(self.graph.write_at(operation.object, 2)),
            Action::Pass { arrivals, .. } => {
                Some(self.graph.write_at(operation.object, arrivals as usize))
            }
            _ => None,
        };
        found.unwrap_or(EventId::INITIAL)
    }

    /// What ends a sender's wait for room: the receive that makes it, or the end of
    /// the receiver.
    fn admission(&self, channel: ObjectIndex, number: u32) -> Option<EventId> {
        let receive = self.graph.receive_of(channel, number);
        receive.or_else(|| self.graph.closing_of(channel))
    }

    fn end_of(&self, child: u8) -> Option<EventId> {
        let events = self.graph.threads.get(usize::from(child))?;
        let last = events.last()?;
        let index = u16::try_from(events.len() - 1).ok()?;
        (last.operation.action == Action::End).then_some(EventId {
            thread: child,
            index,
        })
    }

    pub(in crate::explore) fn last_event(&self, thread: u8) -> EventId {
        let len = self.graph.threads[usize::from(thread)].len();
        EventId {
            thread,
            index: u16::try_from(len - 1).expect("the step limit"),
        }
    }

    /// The thread's last event on this object that `wanted` accepts.
    fn last_on(
        &self,
        thread: u8,
        object: ObjectIndex,
        wanted: impl Fn(&Node) -> bool,
    ) -> Option<EventId> {
        let events = &self.graph.threads[usize::from(thread)];
        let found = events
            .iter()
            .rposition(|n| n.operation.object == object && wanted(n))?;
        let index = u16::try_from(found).ok()?;
        Some(EventId { thread, index })
    }

    /// The request or try_lock by which the thread holds this mutex.
    fn hold_of(&self, thread: u8, mutex: ObjectIndex) -> Option<EventId> {
        self.last_on(thread, mutex, |n| {
            n.writes && matches!(n.operation.action, Action::Request | Action::TryLock)
        })
    }

    /// The last event by which the thread became a reader of this lock that it still is.
    fn reading_of(&self, thread: u8, lock: ObjectIndex) -> Option<EventId> {
        let count = self.graph.threads[usize::from(thread)].len();
        let mut events = (0..count)
            .rev()
            .map(|i| EventId::at(usize::from(thread), i));
        events.find(|&id| {
            self.graph.node(id).operation.object == lock
                && self.graph.writer_before(id).is_some()
                && self.graph.release_of_reader(id).is_none()
        })
    }

    /// The notification that ends the thread's wait.
    pub(super) fn waking(&self, thread: u8, condvar: ObjectIndex) -> Option<EventId> {
        let enqueued = self.last_on(thread, condvar, |n| n.operation.action == Action::Enqueue)?;
        let from = self.graph.position(enqueued);
        let later = &self.graph.object(condvar).coherence[from..];
        let bit = 1 << thread;
        later
            .iter()
            .copied()
            .find(|&id| self.graph.node(id).written & bit == 0)
    }
}
