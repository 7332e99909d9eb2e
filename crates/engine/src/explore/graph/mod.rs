//! Execution graphs: the events of an execution and what ties them together.
//!
//! An execution is not a sequence but a graph: the events of each thread in
//! program order; for each read the write it *reads from*; for each object the
//! *coherence order* of its writes. Everything else, happens-before first of
//! all, follows from these.

mod clock;
mod coherence;
mod growth;
mod interleaving;
mod node;
mod object;
mod operation;
mod past;
pub(super) mod primitive;
mod psc;
mod restrict;
mod sequential;
mod slots;
mod text;
mod value;

pub(super) use clock::Clock;
pub(super) use interleaving::Interleaving;
pub(super) use node::{EventId, Node};
pub(super) use object::{Class, Object, ObjectKey};
pub(super) use operation::{NO_OBJECT, ObjectIndex, Operation, same_place};
pub(super) use past::Pasts;
pub(super) use primitive::{Action, Asks, Gate, Named, Placing};
pub(super) use slots::Slot;
pub(super) use value::waiter;

use past::{acquires, releases};

use super::MemoryModel;
use super::ablation::Ablations;
use super::schedule::Mark;

pub(crate) use object::ObjectKind;
pub(crate) use operation::Place;
pub(crate) use value::ONE_WEAK;
pub use value::{Update, ValueType};

/// The rules that the events of a graph follow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) model: MemoryModel,
    /// Whether waits and parks may end, and weak compare-exchanges fail, spuriously.
    pub(super) spurious: bool,
    pub(super) ablations: Ablations,
}

/// An execution graph, complete or still growing.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) rules: Rules,
    /// The events of each thread, in program order.
    pub(super) threads: Vec<Vec<Node>>,
    /// All events, the oldest first: by their stamps.
    by_age: Vec<EventId>,
    pub(super) objects: Vec<Object>,
    /// The stamp of the next event.
    pub(super) stamp: u32,
    /// Whether there is, or was before a revisit, an event that [looks](Action::looks); a
    /// SeqCst fence. Most programs have neither, and need not be asked about more.
    has_looks: bool,
    has_sc_fence: bool,
}

impl Clone for Graph {
    fn clone(&self) -> Self {
        Self {
            rules: self.rules,
            threads: self.threads.clone(),
            by_age: self.by_age.clone(),
            objects: self.objects.clone(),
            stamp: self.stamp,
            has_looks: self.has_looks,
            has_sc_fence: self.has_sc_fence,
        }
    }

    /// Takes over the other graph and keeps this one's memory: graphs are copied
    /// for every alternative, and this spares the allocations.
    fn clone_from(&mut self, other: &Self) {
        self.threads.clone_from(&other.threads);
        self.by_age.clone_from(&other.by_age);
        self.objects.clone_from(&other.objects);
        self.take_heading(other);
    }
}

impl Graph {
    /// The empty graph: only the main thread, and nothing done.
    pub(super) fn new(rules: Rules) -> Self {
        let mut threads = Vec::with_capacity(growth::ROOM_FOR_THREADS);
        threads.push(Vec::new());
        Self {
            rules,
            threads,
            by_age: Vec::new(),
            objects: Vec::new(),
            stamp: 1,
            has_looks: false,
            has_sc_fence: false,
        }
    }

    /// Takes over all of the other graph but its events and objects.
    fn take_heading(&mut self, other: &Self) {
        self.rules = other.rules;
        self.stamp = other.stamp;
        self.has_looks = other.has_looks;
        self.has_sc_fence = other.has_sc_fence;
    }

    pub(super) fn node(&self, id: EventId) -> &Node {
        &self.threads[usize::from(id.thread)][usize::from(id.index)]
    }

    pub(super) fn node_mut(&mut self, id: EventId) -> &mut Node {
        &mut self.threads[usize::from(id.thread)][usize::from(id.index)]
    }

    /// The event of this index of a thread, if it is there.
    #[inline(always)]
    pub(super) fn event_of(&self, thread: u8, index: usize) -> Option<&Node> {
        self.threads.get(usize::from(thread))?.get(index)
    }

    /// The event behind this one in its thread, if there is one.
    #[inline]
    pub(super) fn behind(&self, id: EventId) -> Option<&Node> {
        self.event_of(id.thread, usize::from(id.index) + 1)
    }

    pub(super) fn object(&self, index: ObjectIndex) -> &Object {
        &self.objects[index as usize]
    }

    /// Whether the object, if it is one, holds pointers.
    pub(super) fn is_of_pointers(&self, index: ObjectIndex) -> bool {
        index != NO_OBJECT && self.object(index).value_type == ValueType::Pointer
    }

    /// How many events there are.
    pub(super) fn len(&self) -> usize {
        self.by_age.len()
    }

    /// Whether there are `len` events, or more.
    pub(super) fn is_as_long_as(&self, len: usize) -> bool {
        // Each event has had a stamp of its own.
        self.stamp as usize > len && self.len() >= len
    }

    /// The events outside these causes, the newest first.
    pub(super) fn newest_first(&self, causes: &Clock) -> impl Iterator<Item = EventId> {
        let mut events = self.by_age.iter().rev().copied();
        std::iter::from_fn(move || events.find(|&id| !causes.holds(id)))
    }

    /// All events, thread by thread.
    pub(super) fn events(&self) -> impl Iterator<Item = (EventId, &Node)> {
        self.threads.iter().zip(0..).flat_map(|(nodes, thread)| {
            let ids = (0..).map(move |index| EventId { thread, index });
            ids.zip(nodes)
        })
    }

    /// Whether there may be an event that reads from this write. A release is read by looks
    /// alone: a request passes over it.
    pub(super) fn may_be_read(&self, write: EventId) -> bool {
        self.has_looks || !self.is_release(write)
    }

    /// The thread asks for its next event.
    pub(super) fn asks(&self, thread: u8, operation: &Operation) -> Asks<'_> {
        Asks {
            graph: self,
            thread,
            object: operation.object,
        }
    }

    /// Where an event without a choice reads from, and its choice.
    #[inline]
    pub(super) fn settled(&self, thread: u8, operation: &Operation) -> (EventId, u8) {
        operation.action.settled(&self.asks(thread, operation))
    }

    /// The last event of a thread that has one.
    pub(super) fn last_event(&self, thread: u8) -> EventId {
        let thread = usize::from(thread);
        EventId::at(thread, self.threads[thread].len() - 1)
    }

    /// The thread's last event on this object that `wanted` accepts.
    fn last_on(
        &self,
        thread: u8,
        object: ObjectIndex,
        wanted: impl Fn(&Node) -> bool,
    ) -> Option<EventId> {
        let thread = usize::from(thread);
        let events = &self.threads[thread];
        let index = events
            .iter()
            .rposition(|n| n.operation.object == object && wanted(n))?;
        Some(EventId::at(thread, index))
    }

    /// How many waits and compare-exchanges end or fail spuriously.
    pub(super) fn spurious_steps(&self) -> usize {
        if !self.rules.spurious {
            return 0;
        }
        let spurious = |node: &Node| node.operation.action.mark(node) == Some(Mark::Spurious);
        self.events().filter(|(_, node)| spurious(node)).count()
    }

    /// How many choices the event has with the source it has now.
    #[inline]
    pub(super) fn alternatives(&self, id: EventId) -> u8 {
        let node = self.node(id);
        let action = node.operation.action;
        action.alternatives(node.read, self.rules.spurious)
    }

    /// Whether an operation may read a value, or take a place, that is not the newest:
    /// if it accesses memory that is weak, or looks at another object without waiting.
    pub(super) fn may_pass(&self, operation: &Operation) -> bool {
        self.rules.model == MemoryModel::Rc11
            && operation.object != NO_OBJECT
            && (self.object(operation.object).class.is_memory() || operation.looks())
    }

    /// Whether the graph, which is consistent without the events `added`, is so with
    /// them: for RC11 the partial SC order, for SC everything. Each of them is the
    /// last one of its thread. Coherence, atomicity and no values out of thin air hold
    /// by construction.
    pub(super) fn consistent(&self, added: &[EventId]) -> bool {
        match self.rules.model {
            MemoryModel::Rc11 => self.psc_stays_acyclic(added),
            MemoryModel::Sc => self.is_sequential(),
        }
    }
}
