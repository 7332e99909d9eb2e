//! The events of a graph, and its objects.

use super::{Clock, EventId, Label, NO_OBJECT, Node, ObjectIndex, ObjectRecord, ValueType};
use crate::explore::MemoryModel;
use crate::explore::ablation::Ablations;

/// The number of threads, and of events per thread, for which a new graph reserves memory. Growing
/// step by step takes 2 % of the time of a small exploration.
pub(super) const ROOM_FOR_THREADS: usize = 4;
pub(super) const ROOM: usize = 16;

/// The rules that the events of a graph follow.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Rules {
    pub(in crate::explore) model: MemoryModel,
    /// Whether waits and parks may end, and weak compare-exchanges fail, spuriously.
    pub(in crate::explore) spurious: bool,
    pub(in crate::explore) ablations: Ablations,
}

/// An execution graph, complete or still growing.
#[derive(Debug)]
pub(in crate::explore) struct Graph {
    pub(in crate::explore) rules: Rules,
    /// The events of each thread, in program order.
    pub(in crate::explore) threads: Vec<Vec<Node>>,
    /// All events in the order of their stamps, the oldest first.
    pub(super) by_age: Vec<EventId>,
    pub(in crate::explore) objects: Vec<ObjectRecord>,
    /// The stamp of the next event.
    pub(in crate::explore) stamp: u32,
    /// Whether the graph has an event that [looks](Label::looks), or had one before a revisit.
    /// Most programs have none, and skip the checks for them.
    pub(super) has_looks: bool,
    /// Whether the graph has a SeqCst fence, or had one before a revisit.
    pub(super) has_sc_fence: bool,
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

    /// Copies the other graph into the memory of this graph. The search copies a graph for every
    /// alternative, and so avoids the allocations.
    fn clone_from(&mut self, other: &Self) {
        self.threads.clone_from(&other.threads);
        self.by_age.clone_from(&other.by_age);
        self.objects.clone_from(&other.objects);
        self.take_heading(other);
    }
}

impl Graph {
    /// The empty graph: the main thread without events.
    pub(in crate::explore) fn new(rules: Rules) -> Self {
        let mut threads = Vec::with_capacity(ROOM_FOR_THREADS);
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

    /// Copies everything of the other graph except its events and objects.
    pub(super) fn take_heading(&mut self, other: &Self) {
        self.rules = other.rules;
        self.stamp = other.stamp;
        self.has_looks = other.has_looks;
        self.has_sc_fence = other.has_sc_fence;
    }

    pub(in crate::explore) fn node(&self, id: EventId) -> &Node {
        &self.threads[usize::from(id.thread)][usize::from(id.index)]
    }

    pub(in crate::explore) fn node_mut(&mut self, id: EventId) -> &mut Node {
        &mut self.threads[usize::from(id.thread)][usize::from(id.index)]
    }

    /// The event with this index in a thread, if the thread has one.
    #[inline(always)]
    pub(in crate::explore) fn event_of(&self, thread: u8, index: usize) -> Option<&Node> {
        self.threads.get(usize::from(thread))?.get(index)
    }

    /// The next event of the thread, if it has one.
    #[inline]
    pub(in crate::explore) fn behind(&self, id: EventId) -> Option<&Node> {
        self.event_of(id.thread, usize::from(id.index) + 1)
    }

    pub(in crate::explore) fn object(&self, index: ObjectIndex) -> &ObjectRecord {
        &self.objects[index as usize]
    }

    /// Whether this index is an object that holds pointers.
    pub(in crate::explore) fn is_of_pointers(&self, index: ObjectIndex) -> bool {
        index != NO_OBJECT && self.object(index).value_type == ValueType::Pointer
    }

    /// The number of events.
    pub(in crate::explore) fn len(&self) -> usize {
        self.by_age.len()
    }

    /// Whether the graph has at least `len` events.
    pub(in crate::explore) fn is_as_long_as(&self, len: usize) -> bool {
        // Each event has its own stamp, so fewer stamps mean fewer events.
        self.stamp as usize > len && self.len() >= len
    }

    /// The events outside these causes, the newest first.
    pub(in crate::explore) fn newest_first(&self, causes: &Clock) -> impl Iterator<Item = EventId> {
        let mut events = self.by_age.iter().rev().copied();
        std::iter::from_fn(move || events.find(|&id| !causes.holds(id)))
    }

    /// All events, thread by thread.
    pub(in crate::explore) fn events(&self) -> impl Iterator<Item = (EventId, &Node)> {
        self.threads.iter().zip(0..).flat_map(|(nodes, thread)| {
            let ids = (0..).map(move |index| EventId { thread, index });
            ids.zip(nodes)
        })
    }

    /// The last event of a thread that has one.
    pub(in crate::explore) fn last_event(&self, thread: u8) -> EventId {
        let thread = usize::from(thread);
        EventId::at(thread, self.threads[thread].len() - 1)
    }

    /// The thread's last event on this object that `wanted` accepts.
    pub(super) fn last_on(
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

    /// Whether an operation may read an older value, or take an older place. An access to memory
    /// under a weak model may, and so may an operation that looks at another object without
    /// waiting.
    pub(in crate::explore) fn may_pass(&self, operation: &Label) -> bool {
        self.rules.model == MemoryModel::Rc11
            && operation.object != NO_OBJECT
            && (self.object(operation.object).class.is_memory() || operation.looks())
    }
}
