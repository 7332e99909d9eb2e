//! An ordered graph, told as plain data.

use super::order::Order;
use super::plan::Plan;
use super::unit::{Unit, asks, asks_first, is_waiting};
use super::words;
use crate::explore::MAX_THREADS;
use crate::explore::execution::{
    Awaits, Event, Execution, Object, Operation, Race, Read, Thread, Value, Waiting, Write,
};
use crate::explore::graph::primitive::{bounded, channel, condvar, thread};
use crate::explore::graph::{
    Action, Class, EventId, Graph, NO_OBJECT, Node, ObjectIndex, ObjectKey, Operation as Asked,
};
use crate::explore::runtime::{State, Status};
use crate::explore::schedule::{Mark, Schedule, Step, letter};
use crate::explore::sort;

/// Tells the execution that has just been run, in this order. `plan` is one of its graph, if
/// there is one.
pub(in crate::explore) fn tell<'s>(
    state: &'s State,
    order: &Order,
    plan: Option<Box<Plan<'s>>>,
) -> Execution {
    let mut teller = Teller {
        state,
        graph: &state.graph,
        index: Told::new(&state.graph),
        shown: Vec::new(),
        written: vec![Vec::new(); state.graph.objects.len()],
        events: Vec::with_capacity(order.events.len()),
        steps: Vec::with_capacity(order.events.len()),
        missed: false,
        granted: [false; MAX_THREADS],
    };
    let mut plan = plan.unwrap_or_else(|| Box::new(Plan::new(&state.graph)));
    plan.undo(0);
    // Who steps knows; otherwise, who has nothing more to do could not move.
    let mut known = state.stepped_alone().map(|ids| ids.iter().peekable());
    let mut preemptions = 0;
    let mut last: Option<u8> = None;
    for &id in &order.events {
        // The second event of a unit is told with the first.
        if plan.unit(id.thread).is_none_or(|u| u.first != id) {
            continue;
        }
        let node = state.graph.node(id);
        let step = node.operation.action.was_step(node);
        let me = usize::from(id.thread);
        if node.operation.action.chooses_to_wait() && !step {
            plan.go(id.thread);
            teller.leave_out(me);
            continue;
        }
        if asks_first(node) && !node.operation.action.is_step() && teller.granted[me] {
            plan.go(id.thread);
            teller.tell_with_last(me);
            continue;
        }
        let missed = plan.misses(id);
        let alone = match &mut known {
            Some(ids) => ids.next_if(|&&alone| alone == id).is_some(),
            None => {
                let moves = |t| plan.could_go_on(t) || plan.could_end_its_wait(t);
                id.thread == 0 && !(1..plan.threads()).any(moves)
            }
        };
        if step {
            let left = last.is_some_and(|l| l != id.thread && plan.could_go_on(l));
            preemptions += usize::from(left);
            last = Some(id.thread);
        }
        plan.go(id.thread);
        // A lock or a permit that is had as soon as it is asked for is one event.
        teller.granted[me] = plan.may_go(id.thread);
        // Which of several waiters to wake is a choice, even for main alone; and so is
        // whether to pass newer writes, or to end or fail spuriously.
        let action = node.operation.action;
        let wakes = action == condvar::Action::NotifyOne && node.read.count_ones() > 1;
        let chooses = wakes || action.may_be_spurious() || teller.could_pass(id);
        teller.tell_event(id, step && (!alone || chooses), missed);
    }
    let interleaved = !teller.missed
        && teller.events.iter().all(|e| {
            e.read.as_ref().is_none_or(|r| r.newer.is_none())
                && e.written.as_ref().is_none_or(|w| w.behind == 0)
        });
    Execution {
        threads: threads(state),
        objects: teller.objects(),
        races: teller.races(),
        waiting: waiting(state, &teller.shown),
        schedule: Schedule::new(teller.steps),
        events: teller.events,
        preemptions,
        fewest: order.fewest,
        interleaved,
    }
}

struct Teller<'s> {
    state: &'s State,
    graph: &'s Graph,
    /// For each event of the graph, its index in `events`.
    index: Told,
    /// The objects that events name, in the order in which they first do.
    shown: Vec<ObjectIndex>,
    /// For each object, its writes so far, in coherence order.
    written: Vec<Vec<EventId>>,
    events: Vec<Event>,
    steps: Vec<Step>,
    /// Whether some try_recv missed what was there.
    missed: bool,
    /// For each thread, whether it could go on as soon as its last event had gone.
    granted: [bool; MAX_THREADS],
}

/// With which event each event of a graph was told, as far as that has come.
struct Told {
    /// Thread by thread.
    events: Vec<usize>,
    /// Where those of each thread begin, and how many of them have been told.
    threads: [(usize, usize); MAX_THREADS],
}

impl Told {
    fn new(graph: &Graph) -> Self {
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
    fn add(&mut self, thread: usize, event: usize) {
        let (first, told) = &mut self.threads[thread];
        self.events[*first + *told] = event;
        *told += 1;
    }

    /// With which event the thread's last one was told.
    fn last(&self, thread: usize) -> Option<usize> {
        let (first, told) = self.threads[thread];
        Some(self.events[first + told.checked_sub(1)?])
    }

    /// With which event this one was told.
    fn of(&self, id: EventId) -> Option<usize> {
        if id.is_initial() {
            return None;
        }
        let (first, told) = self.threads[usize::from(id.thread)];
        let index = usize::from(id.index);
        (index < told).then(|| self.events[first + index])
    }
}

impl Teller<'_> {
    /// `missed`: it is a try_recv that misses what is there.
    fn tell_event(&mut self, id: EventId, lettered: bool, missed: bool) {
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
            // What was done is told without a name: the event has its object.
            false => {
                let object = words::unnamed(self.state, &node.operation);
                node.operation.action.told(node, &object)
            }
        };
        self.events.push(Event {
            thread: me,
            operation,
            object,
            place: node.operation.place.into(),
            called_at: self.state.call(id),
            read,
            written,
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

    /// The thread's next event is not told: nothing reads from it.
    fn leave_out(&mut self, thread: usize) {
        self.index.add(thread, self.events.len());
    }

    /// The thread's next event is told with its last one.
    fn tell_with_last(&mut self, thread: usize) {
        if let Some(last) = self.index.last(thread) {
            self.index.add(thread, last);
        }
    }

    /// The writes so far of the node's object behind this place in coherence
    /// order.
    fn newer_than(&self, node: &Node, place: usize) -> &[EventId] {
        if node.operation.object == NO_OBJECT || node.operation.queues() {
            return &[];
        }
        let written = &self.written[node.operation.object as usize];
        &written[self.written_up_to(node.operation.object, place)..]
    }

    /// How many of the object's writes so far have a place in coherence order up to this
    /// one.
    fn written_up_to(&self, object: ObjectIndex, place: usize) -> usize {
        let written = &self.written[object as usize];
        written.partition_point(|&id| self.graph.position(id) <= place)
    }

    /// Whether some write so far is not known to the thread of this access, which may
    /// pass it.
    fn could_pass(&self, id: EventId) -> bool {
        let operation = self.graph.node(id).operation;
        self.graph.may_pass(&operation) && {
            let known = self.graph.lower_bound_before(id);
            let newest = self.written[operation.object as usize].last();
            let is_channel = self.graph.object(operation.object).class == Class::Channel;
            let mut departures = self.graph.departures(operation.object);
            newest.is_some_and(|&id| self.graph.position(id) > known)
                || is_channel && departures.any(|d| self.told(d).is_some() && !self.knows(id, d))
        }
    }

    /// Whether the first event's thread knew of the second before.
    fn knows(&self, id: EventId, other: EventId) -> bool {
        id.index.checked_sub(1).is_some_and(|index| {
            let before = EventId { index, ..id };
            self.graph.node(before).pasts.before.holds(other)
        })
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
        // What it replaced is the last write so far in front of it.
        let before = self.written_up_to(node.operation.object, place);
        let over = self.written[node.operation.object as usize][..before].last();
        Write {
            value: self.value(node, node.written),
            over: over.and_then(|&id| self.told(id)),
            behind: if node.reads() { 0 } else { behind },
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

    fn races(&self) -> Vec<Race> {
        let races = self
            .state
            .racing_events()
            .into_iter()
            .filter_map(|(race, events)| {
                let [a, b] = events.map(|event| self.told(event));
                let (a, b) = (a?, b?);
                Some(Race {
                    first: a.min(b),
                    second: a.max(b),
                    sentence: words::race_message(self.state, &race),
                })
            });
        let mut races: Vec<_> = races.collect();
        // A read that returns what the other thread has just written looks orderly.
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

    fn objects(&self) -> Vec<Object> {
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

/// The mark of a step: what it chose that was not obvious.
fn mark(node: &Node, older: usize, behind: usize) -> Option<Mark> {
    let count = |n: usize| u16::try_from(n).expect("the step limit");
    let passed = match (older, behind) {
        // What a channel brings is never older than it could be, but for what `missed` says.
        _ if matches!(node.operation.action, Action::Channel(_)) => None,
        (0, 0) => None,
        (0, behind) => Some(Mark::Behind(count(behind))),
        (older, _) => Some(Mark::Older(count(older))),
    };
    node.operation.action.mark(node).or(passed)
}

fn threads(state: &State) -> Vec<Thread> {
    let tell = |(number, thread): (usize, &crate::explore::runtime::Thread)| Thread {
        letter: letter(number),
        name: thread.name.clone(),
        spawned_at: thread.spawned_at.map(Into::into),
    };
    state.threads.iter().enumerate().map(tell).collect()
}

/// The threads that wait. `shown` has the objects that events name, in the execution's order.
fn waiting(state: &State, shown: &[ObjectIndex]) -> Vec<Waiting> {
    (0..)
        .zip(&state.threads)
        .filter(|(_, thread)| is_waiting(thread.status))
        .filter_map(|(number, thread)| {
            let operation = thread.pending.as_ref()?;
            Some(Waiting {
                thread: usize::from(number),
                place: operation.place.into(),
                called_at: state.pending_call(number),
                awaits: match thread.status {
                    Status::Spinning => Awaits::Change,
                    _ => awaits(&state.graph, operation),
                },
                object: shown.iter().position(|&o| o == operation.object),
                reason: words::reason(state, number, operation),
            })
        })
        .collect()
}

/// What a thread waits for that has asked for this operation.
pub(super) fn awaits(graph: &Graph, operation: &Asked) -> Awaits {
    match operation.action {
        Action::Mutex(_) | Action::RwLock(_) | Action::RwQueue(_) => Awaits::Lock {
            holder: graph.holder(operation.object).map(usize::from),
        },
        Action::Channel(channel::Action::Receive(_)) => Awaits::Message,
        Action::Channel(channel::Action::Admit(_)) => Awaits::Room,
        Action::Bounded(bounded::Action::Accept(_)) => Awaits::Message,
        Action::Bounded(bounded::Action::Admit(_)) => Awaits::Room,
        Action::Condvar(_) => Awaits::Notification,
        Action::Park(_) => Awaits::Token,
        Action::Once(_) => Awaits::Completion,
        Action::Barrier(_) => Awaits::Others,
        Action::Semaphore(_) => Awaits::Permit,
        Action::Thread(of_thread) => match of_thread {
            thread::Action::Join(child) | thread::Action::Await(child) => {
                Awaits::End(usize::from(child))
            }
            _ => Awaits::Change,
        },
        // None of these waits: the thread goes round a loop.
        Action::Atomic(_) | Action::Cell(_) | Action::Channel(_) | Action::Bounded(_) => {
            Awaits::Change
        }
    }
}
