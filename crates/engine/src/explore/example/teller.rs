//! The entries of an execution's events, written one after the other.

use std::collections::{HashMap, VecDeque};

use super::told::Told;
use super::unit::{Unit, asks};
use super::words;
use crate::explore::MAX_THREADS;
use crate::explore::execution::{
    Event, Object, Operation, Race, Read, Received, Sent, Value, Write,
};
use crate::explore::graph::primitive::channel_value;
use crate::explore::graph::{
    Action, Class, EventId, Graph, NO_OBJECT, Node, ObjectIndex, ObjectKey,
};
use crate::explore::runtime::State;
use crate::explore::schedule::{Mark, Step};
use crate::sort;

/// The entries of an execution so far.
pub(super) struct Teller<'s> {
    state: &'s State,
    graph: &'s Graph,
    /// For each event of the graph, its index in `events`.
    index: Told,
    /// The objects that the events name, in the order of their first use.
    pub(super) shown: Vec<ObjectIndex>,
    /// For each object, its writes so far, in coherence order.
    written: Vec<Vec<EventId>>,
    /// For each object of `shown` the messages that are in it.
    sent: HashMap<usize, VecDeque<Option<Value>>>,
    pub(super) events: Vec<Event>,
    pub(super) steps: Vec<Step>,
    /// Whether some `try_recv` missed a message.
    pub(super) missed: bool,
    /// For each thread, whether it could continue right after its last event.
    pub(super) granted: [bool; MAX_THREADS],
}

impl<'s> Teller<'s> {
    /// Reserves room for this many events.
    pub(super) fn new(state: &'s State, events: usize) -> Self {
        Self {
            state,
            graph: &state.graph,
            index: Told::new(&state.graph),
            shown: Vec::new(),
            written: vec![Vec::new(); state.graph.objects.len()],
            sent: HashMap::new(),
            events: Vec::with_capacity(events),
            steps: Vec::with_capacity(events),
            missed: false,
            granted: [false; MAX_THREADS],
        }
    }

    /// Adds the entry of the next event. `missed`: the event is a `try_recv` that misses a
    /// message.
    pub(super) fn tell_event(&mut self, id: EventId, lettered: bool, missed: bool) {
        self.missed |= missed;
        let node = self.graph.node(id);
        let me = usize::from(id.thread);
        let unit = Unit::at(self.graph, id).expect("what goes is granted");
        for _ in 0..unit.len {
            self.index.add(me, self.events.len());
        }
        let is_memory = node.operation.object != NO_OBJECT
            && self.graph.object(node.operation.object).class.is_memory();
        let read = (is_memory && node.reads()).then(|| self.read(node));
        let newer = self
            .newer_than(node, self.graph.position(node.source))
            .len();
        let written = (is_memory && node.position > 0).then(|| self.write(node));
        let behind = written.as_ref().map_or(0, |w| w.behind);
        if lettered {
            let older = if node.reads() { newer } else { 0 };
            let mark = match missed {
                true => Some(Mark::Older(1)),
                false => mark(node, older, behind),
            };
            self.missed |= matches!(mark, Some(Mark::Older(_)));
            let thread = id.thread;
            self.steps.push(Step { thread, mark });
        }
        let object = self.object(node);
        let operation = match asks(node) && !self.granted[me] {
            true => Operation::Ask,
            // The description has no name, because the event has its object.
            false => {
                let object = words::unnamed(self.state, &node.operation);
                node.operation.action.told(node, &object)
            }
        };
        let message = object.and_then(|object| self.message(node, operation, object));
        self.events.push(Event {
            thread: me,
            operation,
            object,
            place: node.operation.place.into(),
            called_at: self.state.callers.of(id),
            read,
            written,
            message,
            guarded: None,
            step: lettered,
        });
        for id in unit.events() {
            let node = self.graph.node(id);
            if node.position > 0 {
                let before = self.written_up_to(node.operation.object, node.position.into());
                self.written[node.operation.object as usize].insert(before, id);
            }
        }
    }

    /// Adds the numbers that the locks guard to the entries of their events: to a release the number
    /// that it leaves, to an acquire the number that the release before it has left.
    pub(super) fn tell_guarded(&mut self) {
        for &(id, (value_type, bits)) in &self.state.guarded {
            if let Some(entry) = self.index.of(id) {
                self.events[entry].guarded = Some(value_type.value(bits));
            }
        }
        let initial = |&object: &ObjectIndex| {
            let (value_type, bits) = self.state.infos.get(object as usize)?.guarded?;
            Some(value_type.value(bits))
        };
        let mut guarded: Vec<_> = self.shown.iter().map(initial).collect();
        for event in &mut self.events {
            match event.object.and_then(|object| guarded[object].as_mut()) {
                Some(found) if acquires(event.operation) => event.guarded = Some(*found),
                Some(left) => *left = event.guarded.unwrap_or(*left),
                None => {}
            }
        }
    }

    /// Adds no entry for the thread's next event, from which no event reads.
    pub(super) fn leave_out(&mut self, thread: usize) {
        self.index.add(thread, self.events.len());
    }

    /// Adds the thread's next event to the entry of its last one.
    pub(super) fn tell_with_last(&mut self, thread: usize) {
        if let Some(last) = self.index.last(thread) {
            self.index.add(thread, last);
        }
    }

    /// The object's writes so far that come after this place in coherence order.
    fn newer_than(&self, node: &Node, place: usize) -> &[EventId] {
        if node.operation.object == NO_OBJECT || node.operation.queues() {
            return &[];
        }
        let written = &self.written[node.operation.object as usize];
        &written[self.written_up_to(node.operation.object, place)..]
    }

    /// The number of the object's writes so far up to this place in coherence order.
    fn written_up_to(&self, object: ObjectIndex, place: usize) -> usize {
        let written = &self.written[object as usize];
        written.partition_point(|&id| self.graph.position(id) <= place)
    }

    /// Whether some write so far does not happen before this access, so that the access may miss
    /// it.
    pub(super) fn could_pass(&self, id: EventId) -> bool {
        let operation = self.graph.node(id).operation;
        self.graph.may_pass(&operation) && {
            let known = self.graph.lower_bound_before(id);
            let newest = self.written[operation.object as usize].last();
            let is_channel = self.graph.object(operation.object).class == Class::Channel;
            let mut departures = self.graph.departures(operation.object);
            newest.is_some_and(|&id| self.graph.position(id) > known)
                || is_channel
                    && departures
                        .any(|d| self.told(d).is_some() && !self.graph.known_before(id).holds(d))
        }
    }

    fn read(&self, node: &Node) -> Read {
        let newer = self.newer_than(node, self.graph.position(node.source));
        Read {
            value: self.value(node, node.read),
            from: self.told(node.source),
            newer: newer.last().and_then(|&id| self.told(id)),
        }
    }

    fn write(&self, node: &Node) -> Write {
        let place = usize::from(node.position);
        let behind = self.newer_than(node, place).len();
        // The replaced write is the last one so far that precedes it in coherence order.
        let before = self.written_up_to(node.operation.object, place);
        let over = self.written[node.operation.object as usize][..before].last();
        Write {
            value: self.value(node, node.written),
            over: over.and_then(|&id| self.told(id)),
            behind: if node.reads() { 0 } else { behind },
        }
    }

    /// The message that the event sends to the channel or receives from it.
    fn message(&mut self, node: &Node, operation: Operation, channel: usize) -> Option<Value> {
        match operation {
            Operation::Send(true) | Operation::TrySend(Sent::Message) => {
                let messages = &self.state.infos[node.operation.object as usize].messages;
                let before = usize::try_from(channel_value::sent(node.read)).ok()?;
                let message = messages.get(before).copied().flatten();
                let message = message.map(|(value_type, bits)| value_type.value(bits));
                self.sent.entry(channel).or_default().push_back(message);
                message
            }
            // The messages are received in the order in which they were sent.
            Operation::Receive(Received::From(_)) | Operation::TryReceive(Received::From(_)) => {
                self.sent.get_mut(&channel)?.pop_front().flatten()
            }
            _ => None,
        }
    }

    fn told(&self, id: EventId) -> Option<usize> {
        self.index.of(id)
    }

    fn value(&self, node: &Node, bits: u64) -> Value {
        self.graph
            .object(node.operation.object)
            .value_type
            .value(bits)
    }

    fn object(&mut self, node: &Node) -> Option<usize> {
        let object = node.operation.object;
        let token = matches!(node.operation.action, Action::Park(_));
        if object == NO_OBJECT || token {
            return None;
        }
        let object = match self.graph.object(object).key {
            ObjectKey::Queue(semaphore) => semaphore,
            _ => object,
        };
        let known = self.shown.iter().position(|&o| o == object);
        Some(known.unwrap_or_else(|| {
            self.shown.push(object);
            self.shown.len() - 1
        }))
    }

    pub(super) fn races(&self) -> Vec<Race> {
        let races = self
            .state
            .racing_events()
            .into_iter()
            .filter_map(|(race, events)| {
                let mut calls = events.map(|event| self.state.callers.of(event));
                // The accesses of a pair are sorted by their places.
                if self.graph.node(events[0]).operation.place != race.accesses[0].place {
                    calls.reverse();
                }
                let [a, b] = events.map(|event| self.told(event));
                let (a, b) = (a?, b?);
                Some(Race {
                    first: a.min(b),
                    second: a.max(b),
                    sentence: words::race_sentence(self.state, &race, calls),
                })
            });
        let mut races: Vec<_> = races.collect();
        // A read of the value that another thread has just written looks like an ordered one.
        let looks_orderly = |race: &Race| {
            let read = self.events[race.second].read.as_ref();
            read.is_some_and(|read| read.from == Some(race.first))
        };
        sort::by_key(&mut races, |race| {
            let distance = race.second - race.first;
            (distance > 1, looks_orderly(race), distance, race.first)
        });
        races
    }

    pub(super) fn objects(&self) -> Vec<Object> {
        let tell = |&index: &ObjectIndex| {
            let object = self.graph.object(index);
            let value = |bits| {
                object
                    .class
                    .is_memory()
                    .then(|| object.value_type.value(bits))
            };
            Object {
                name: words::object_name(self.state, index),
                initial: value(object.initial),
                last: value(self.graph.newest_value(index)),
            }
        };
        self.shown.iter().map(tell).collect()
    }
}

/// Whether the operation has acquired a lock.
fn acquires(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Lock
            | Operation::LockShared
            | Operation::TryLock(true)
            | Operation::TryLockShared(true)
            | Operation::TryWrite(true)
    )
}

/// The mark of a step, unless it made the obvious choice.
fn mark(node: &Node, older: usize, behind: usize) -> Option<Mark> {
    let count = |n: usize| u16::try_from(n).expect("the step limit");
    let passed = match (older, behind) {
        // A receive has no choice of value, except for what `missed` says.
        _ if matches!(node.operation.action, Action::Channel(_)) => None,
        (0, 0) => None,
        (0, behind) => Some(Mark::Behind(count(behind))),
        (older, _) => Some(Mark::Older(count(older))),
    };
    node.operation.action.mark(node).or(passed)
}
