//! Whether a thread that waits could go on: then its execution is thrown away, since another
//! one, in which the thread reads what is there now, stands for it. If no thread could go
//! on, they wait for what no thread will do.

use super::super::state::State;
use super::super::thread::Status;
use super::round::{Again, Round};
use crate::explore::graph::primitive::{atomic, bounded, channel, condvar, mutex, rwlock, rwqueue};
use crate::explore::graph::{Action, EventId, Node, Operation};

impl State {
    /// Whether a thread that waits would read something new now.
    pub(in crate::explore::runtime) fn could_leave(&self, thread: u8) -> bool {
        let failed = self.threads[usize::from(thread)].failed;
        failed.is_some_and(|round| self.could_leave_behind(thread, &round))
    }

    /// Whether the operation would begin one more round of a loop that the thread could not
    /// leave now.
    pub(in crate::explore::runtime) fn waits_in_loop(
        &self,
        thread: u8,
        operation: &Operation,
    ) -> bool {
        self.failed_round(thread, operation).is_some_and(|round| {
            self.loops.evidence.has_seen_fail(round.shape)
                && !self.could_leave_behind(thread, &round)
        })
    }

    /// Whether a thread that has gone this round would read something new now.
    fn could_leave_behind(&self, thread: u8, round: &Round) -> bool {
        let events = &self.graph.threads[usize::from(thread)][round.range()];
        // The next round begins with a newer value.
        let changes = |at: usize| self.sees_change(thread, &events[..at], &events[at]);
        round.again == Again::WithNewer || (0..events.len()).any(changes)
    }

    /// Whether this event of a round, behind those in front of it, would find something new.
    fn sees_change(&self, thread: u8, front: &[Node], node: &Node) -> bool {
        let object = node.operation.object;
        match node.operation.action {
            // The thread that held the lock meanwhile may have changed what it guards.
            Action::Mutex(mutex::Action::Request) | Action::RwLock(rwlock::Action::Request) => self
                .held_last(node)
                .is_some_and(|holder| holder.thread != thread),
            Action::Mutex(mutex::Action::TryLock) if node.writes => self
                .held_last(node)
                .is_some_and(|holder| holder.thread != thread),
            // What the round itself holds is there each time.
            Action::Mutex(mutex::Action::TryLock) | Action::RwLock(rwlock::Action::TryShare)
                if self.is_among(front, node.source) =>
            {
                false
            }
            // A writer came behind the reader.
            Action::RwLock(rwlock::Action::Share) => {
                self.held_last(node).unwrap_or(EventId::INITIAL) != node.source
            }
            Action::RwLock(rwlock::Action::TryShare) if node.read == rwlock::FREE => {
                let places = self.graph.object(object).coherence.len();
                self.graph.write_at(object, places) != node.source
            }
            Action::RwQueue(rwqueue::Action::Acquire | rwqueue::Action::AcquireShared) => false,
            // A writer came behind it.
            Action::RwQueue(action) if node.writes => {
                let chain = &self.graph.object(object).coherence[usize::from(node.position)..];
                let mut others = chain.iter().filter(|id| id.thread != thread);
                action.takes() && others.any(|&id| self.graph.takes_to_write(id))
            }
            // The same for what the round holds.
            Action::RwQueue(_) => {
                let held = rwqueue::held_by(front, object);
                self.graph.newest_value(object).wrapping_add(held) != node.read
            }
            Action::Bounded(bounded::Action::OfferTimed) => false,
            Action::Bounded(bounded::Action::Expire(number)) => {
                let found = |value| bounded::found(value, number.into());
                found(self.graph.newest_value(object)) != found(node.read)
            }
            Action::Condvar(condvar::Action::Enqueue) => {
                self.graph.newest_value(object) & (1 << thread) == 0
            }
            Action::Mutex(mutex::Action::Acquire | mutex::Action::Release)
            | Action::RwLock(
                rwlock::Action::Acquire
                | rwlock::Action::AcquireShared
                | rwlock::Action::Release
                | rwlock::Action::ReleaseShared,
            )
            | Action::Condvar(condvar::Action::WakeTimed)
            | Action::Atomic(atomic::Action::Fence) => false,
            // What failed spuriously need not do so again.
            Action::Atomic(_) if node.choice != 0 => true,
            _ => self.graph.newest_value(object) != node.read || self.is_left(node),
        }
    }

    /// Whether the write is that of one of these events.
    fn is_among(&self, events: &[Node], write: EventId) -> bool {
        let place = self.graph.position(write);
        let object = |id: EventId| self.graph.node(id).operation.object;
        let mut others = events.iter().filter(|n| n.position > 0);
        place > 0
            && others
                .any(|n| usize::from(n.position) == place && n.operation.object == object(write))
    }

    /// The last one that held the lock of this event, or has asked for it.
    fn held_last(&self, node: &Node) -> Option<EventId> {
        let chain = self.graph.object(node.operation.object).coherence.iter();
        chain.rev().find(|&&id| !self.graph.is_release(id)).copied()
    }

    /// Whether a try_recv that found nothing would now find that no sender is left.
    fn is_left(&self, node: &Node) -> bool {
        let action = node.operation.action;
        matches!(action, Action::Channel(channel::Action::TryReceive(_)))
            && self.graph.is_disconnected(node.operation.object)
    }

    /// The round of the loop that a stepped thread goes round, and could not leave now, as far
    /// as is known.
    pub(in crate::explore::runtime) fn vain_round(&self, thread: u8) -> Option<Round> {
        let state = &self.threads[usize::from(thread)];
        let operation = state.pending.as_ref();
        let round = self.repeated_round(thread, operation?)?;
        let spins = state.status == Status::Live
            && !self.could_leave_behind(thread, &round)
            && self.has_failed(thread, round.range().end) != Some(false);
        spins.then_some(round)
    }

    /// The events of the round behind which a thread waits.
    pub(in crate::explore) fn failed_events(&self, thread: u8) -> &[Node] {
        let failed = self.threads[usize::from(thread)].failed;
        let events = &self.graph.threads[usize::from(thread)];
        failed.map_or(&[], |round| &events[round.range()])
    }
}
