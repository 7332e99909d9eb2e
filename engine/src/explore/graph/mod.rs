//! Execution graphs: the events of an execution and what ties them together.
//!
//! An execution is not a sequence but a graph: the events of each thread in
//! program order; for each read the write it *reads from*; for each object the
//! *coherence order* of its writes. Everything else, happens-before first of
//! all, follows from these.

pub(super) mod channel;
mod clock;
mod node;
mod object;
mod operation;
mod past;
mod psc;
mod restrict;
mod rwlock;
mod sequential;
mod slots;
mod value;

pub(super) use clock::Clock;
pub(super) use node::{EventId, Node};
pub(super) use object::{Class, Object, ObjectKey};
pub(super) use operation::{Action, NO_OBJECT, ObjectIndex, Operation, choices, waiter, written};
pub(super) use past::Pasts;
pub(super) use slots::Slot;

use super::MemoryModel;
use super::ablation::Ablations;

pub(crate) use object::ObjectKind;
pub(crate) use operation::Place;
pub(crate) use value::{Update, ValueType};

/// The rules that the events of a graph follow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) model: MemoryModel,
    /// Whether waits and weak compare-exchanges may end without a reason.
    pub(super) spurious: bool,
    pub(super) ablations: Ablations,
}

/// An execution graph, complete or still growing.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) rules: Rules,
    /// The events of each thread, in program order.
    pub(super) threads: Vec<Vec<Node>>,
    pub(super) objects: Vec<Object>,
    /// The stamp of the next event.
    pub(super) stamp: u32,
}

impl Clone for Graph {
    fn clone(&self) -> Self {
        Self {
            rules: self.rules,
            threads: self.threads.clone(),
            objects: self.objects.clone(),
            stamp: self.stamp,
        }
    }

    /// Takes over the other graph and keeps this one's memory: graphs are copied
    /// for every alternative, and this spares the allocations.
    fn clone_from(&mut self, other: &Self) {
        self.rules = other.rules;
        self.threads.clone_from(&other.threads);
        self.objects.clone_from(&other.objects);
        self.stamp = other.stamp;
    }
}

impl Graph {
    /// The empty graph: only the main thread, and nothing done.
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            threads: vec![Vec::new()],
            objects: Vec::new(),
            stamp: 1,
        }
    }

    pub(super) fn node(&self, id: EventId) -> &Node {
        &self.threads[usize::from(id.thread)][usize::from(id.index)]
    }

    pub(super) fn node_mut(&mut self, id: EventId) -> &mut Node {
        &mut self.threads[usize::from(id.thread)][usize::from(id.index)]
    }

    pub(super) fn object(&self, index: ObjectIndex) -> &Object {
        &self.objects[index as usize]
    }

    /// How many events there are.
    pub(super) fn len(&self) -> usize {
        self.threads.iter().map(Vec::len).sum()
    }

    /// All events, thread by thread.
    pub(super) fn events(&self) -> impl Iterator<Item = (EventId, &Node)> {
        self.threads.iter().zip(0..).flat_map(|(nodes, thread)| {
            let ids = (0..).map(move |index| EventId { thread, index });
            ids.zip(nodes)
        })
    }

    /// The index of the object with this key, which is made if there is none.
    pub(super) fn object_index(&mut self, object: Object) -> ObjectIndex {
        let found = self.objects.iter().position(|o| o.key == object.key);
        let index = found.unwrap_or(self.objects.len());
        match found {
            // The same object by its name; its initial value may depend on a
            // read that has changed since.
            Some(index) => {
                let there = &mut self.objects[index];
                there.initial = object.initial;
                there.class = object.class;
                there.value_type = object.value_type;
            }
            None => self.objects.push(object),
        }
        u32::try_from(index).expect("fewer objects than operations")
    }

    /// The number of the next thread to be spawned, if there is room.
    pub(super) fn free_thread(&self) -> Option<u8> {
        let mut used = 1_u32;
        for (_, node) in self.events() {
            if let Action::Spawn(child) = node.operation.action {
                used |= 1 << child;
            }
        }
        let free = used.trailing_ones();
        u8::try_from(free)
            .ok()
            .filter(|&t| usize::from(t) < super::MAX_THREADS)
    }

    /// Appends an event to its thread, with its values and pasts filled in and
    /// no place in coherence order yet.
    pub(super) fn push(
        &mut self,
        thread: u8,
        operation: Operation,
        source: EventId,
        choice: u8,
    ) -> EventId {
        while self.threads.len() <= usize::from(thread) {
            self.threads.push(Vec::new());
        }
        let nodes = &mut self.threads[usize::from(thread)];
        let id = EventId {
            thread,
            // The step limit keeps executions far below 65,535 events.
            index: u16::try_from(nodes.len()).expect("the step limit"),
        };
        nodes.push(Node {
            operation,
            source,
            choice,
            read: 0,
            written: 0,
            writes: false,
            position: 0,
            stamp: self.stamp,
            pasts: Pasts::EMPTY,
        });
        self.stamp += 1;
        self.fill(id);
        id
    }

    /// Gives the last event of a thread another source and choice; returns the
    /// value that it reads then.
    pub(super) fn read_from(&mut self, id: EventId, source: EventId, choice: u8) -> u64 {
        let node = self.node_mut(id);
        node.source = source;
        node.choice = choice;
        self.fill(id);
        self.node(id).read
    }

    /// Computes what an event read and wrote, and its pasts, from its
    /// predecessor in program order and its source alone: what stays in the graph
    /// never has to be computed again.
    fn fill(&mut self, id: EventId) {
        let node = self.node(id);
        let (operation, source, choice) = (node.operation, node.source, node.choice);
        let mut value_type = ValueType::U64;
        let mut read = 0;
        if operation.object != NO_OBJECT {
            value_type = self.object(operation.object).value_type;
            let receives = matches!(operation.action, Action::Receive(_));
            if operation.action.reads() || receives {
                read = self.value_of(operation.object, source);
            }
        }
        let written = written(operation.action, id.thread, value_type, read, choice);
        let pasts = self.pasts(id, written.is_some());
        let node = self.node_mut(id);
        node.read = read;
        node.writes = written.is_some();
        node.written = written.unwrap_or(0);
        node.pasts = pasts;
    }

    /// The value that a write left in the object.
    fn value_of(&self, object: ObjectIndex, write: EventId) -> u64 {
        if write.is_initial() {
            self.object(object).initial
        } else {
            self.node(write).written
        }
    }

    /// The newest value of an object: the last in coherence order.
    pub(super) fn newest_value(&self, object: ObjectIndex) -> u64 {
        let last = self.write_at(object, self.object(object).coherence.len());
        self.value_of(object, last)
    }

    /// The write at a place in coherence order; place 0 is the initial write.
    pub(super) fn write_at(&self, object: ObjectIndex, position: usize) -> EventId {
        match position {
            0 => EventId::INITIAL,
            p => self.object(object).coherence[p - 1],
        }
    }

    /// The place of a write in its object's coherence order.
    pub(super) fn position(&self, write: EventId) -> usize {
        if write.is_initial() {
            0
        } else {
            usize::from(self.node(write).position)
        }
    }

    /// Gives a write its place in coherence order, in front of what is there.
    pub(super) fn place(&mut self, id: EventId, position: usize) {
        let object = self.node(id).operation.object as usize;
        self.objects[object].coherence.insert(position - 1, id);
        self.renumber(object, position);
    }

    /// Takes a write out of coherence order.
    pub(super) fn unplace(&mut self, id: EventId) {
        let position = self.position(id);
        let object = self.node(id).operation.object as usize;
        self.objects[object].coherence.remove(position - 1);
        self.node_mut(id).position = 0;
        self.renumber(object, position);
    }

    /// Writes the places into the events, from this place on.
    fn renumber(&mut self, object: usize, from: usize) {
        for position in from..=self.objects[object].coherence.len() {
            let id = self.objects[object].coherence[position - 1];
            self.node_mut(id).position = u16::try_from(position).expect("the step limit");
        }
    }

    /// The first place in coherence order that an event with this past may still
    /// see: everything in front is overwritten for it.
    ///
    /// Complete because a new event is always the last of its thread: nothing
    /// comes after it that could have seen something newer.
    pub(super) fn lower_bound(&self, object: ObjectIndex, past: &Clock) -> usize {
        let mut bound = 0;
        for (thread, nodes) in self.threads.iter().enumerate() {
            let known = past.count(thread).min(nodes.len());
            let last = nodes[..known]
                .iter()
                .rev()
                .find(|n| n.operation.object == object && (n.position > 0 || n.reads()));
            if let Some(node) = last {
                bound = bound.max(if node.writes && node.position > 0 {
                    usize::from(node.position)
                } else {
                    self.position(node.source)
                });
            }
        }
        bound
    }

    /// The same bound for the last event of a thread, itself left out.
    pub(super) fn lower_bound_before(&self, id: EventId) -> usize {
        match id.index.checked_sub(1) {
            Some(index) => {
                let past = self.node(EventId { index, ..id }).pasts.before;
                self.lower_bound(self.node(id).operation.object, &past)
            }
            None => 0,
        }
    }

    /// Whether an operation may read a value, or take a place, that is not the newest:
    /// if it accesses memory that is weak.
    pub(super) fn may_pass(&self, operation: &Operation) -> bool {
        self.rules.model == MemoryModel::Rc11
            && operation.object != NO_OBJECT
            && self.object(operation.object).class.is_memory()
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

    /// Whether a try_lock in vain is put down to a request that cannot have had its
    /// lock by then: one that still waits, or got it only because of what the try_lock's
    /// thread did later.
    ///
    /// The search needs such graphs, since the next write must be one that every read
    /// could read. But who finds a lock taken finds the one who has it: with the request
    /// for its source the try_lock would be among its own causes, or under SC in no order
    /// with the rest. The graph in which it reads from the holder is another one, which
    /// differs in nothing else.
    pub(super) fn finds_a_wait_for_a_hold(&self) -> bool {
        let mut finds = false;
        for (id, node) in self.events() {
            if let Some(acquire) = self.grant_found_by(node) {
                finds = true;
                let thread = &self.threads[usize::from(acquire.thread)];
                let acquired = thread.get(usize::from(acquire.index));
                if acquired.is_none_or(|acquired| acquired.pasts.causes.holds(id)) {
                    return true;
                }
            }
        }
        finds && self.rules.model == MemoryModel::Sc && !self.is_sequential_if(true)
    }

    /// The event by which the request gets its lock that made this try_lock fail; `None`
    /// if the event is nothing of the kind.
    fn grant_found_by(&self, node: &Node) -> Option<EventId> {
        let request = node.source;
        let finds = node.operation.action == Action::TryLock && !node.writes;
        (finds && self.node(request).operation.action == Action::Request).then_some(EventId {
            index: request.index + 1,
            ..request
        })
    }

    /// The release that ends the hold which this event (a request or a
    /// successful try_lock) begins, if it is there.
    pub(super) fn release_of(&self, holder: EventId) -> Option<EventId> {
        let node = self.node(holder);
        let next = *self
            .object(node.operation.object)
            .coherence
            .get(usize::from(node.position))?;
        (self.node(next).operation.action == Action::Release).then_some(next)
    }
}
