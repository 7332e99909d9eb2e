//! The steps of a graph and when each may go.

use super::unit::{Gate, Senders, Unit, is_rwlock};
use crate::explore::MAX_THREADS;
use crate::explore::graph::channel::EMPTY;
use crate::explore::graph::{Action, Class, EventId, Graph, NO_OBJECT, ObjectIndex};

/// A graph cut into units, and how far they have gone.
pub(super) struct Plan<'g> {
    pub(super) graph: &'g Graph,
    /// The units, thread by thread; where those of each thread begin, and the end.
    units: Vec<Unit>,
    first_unit: [u32; MAX_THREADS + 1],
    /// Per thread, the request that it still waits with at the end.
    blocked: [Option<EventId>; MAX_THREADS],
    /// Per thread, the place of the next unit to go.
    next: [u32; MAX_THREADS],
    /// Per thread, how many events have gone.
    gone: [u16; MAX_THREADS],
    /// How many units are steps.
    steps: usize,
    /// Per object, how many writes have gone.
    written: Vec<u16>,
    /// How many reads of each write have yet to go; object after object, each
    /// from `first_reader` on.
    readers: Vec<u16>,
    first_reader: Vec<u32>,
    /// Per thread, the weight of one unit in `key`.
    weights: Option<[u128; MAX_THREADS]>,
    /// Per channel, how many senders are left and how many units have yet to need
    /// one.
    senders: Vec<(usize, usize)>,
    /// The threads whose units have gone, in order.
    pub(super) log: Vec<u8>,
    /// Whether reads must return the newest value and writes come in coherence
    /// order. If not, only causes come first.
    pub(super) sequential: bool,
}

impl<'g> Plan<'g> {
    pub(super) fn new(graph: &'g Graph) -> Self {
        let mut first_reader = Vec::with_capacity(graph.objects.len());
        let mut places = 0;
        for object in &graph.objects {
            first_reader.push(places);
            places += u32::try_from(object.coherence.len() + 1).expect("the step limit");
        }
        let mut plan = Self {
            graph,
            units: Vec::with_capacity(graph.len()),
            first_unit: [0; MAX_THREADS + 1],
            blocked: [None; MAX_THREADS],
            next: [0; MAX_THREADS],
            gone: [0; MAX_THREADS],
            steps: 0,
            written: vec![0; graph.objects.len()],
            readers: vec![0; places as usize],
            first_reader,
            weights: None,
            senders: Vec::with_capacity(graph.objects.len()),
            log: Vec::with_capacity(graph.len()),
            sequential: true,
        };
        for (object, index) in graph.objects.iter().zip(0..) {
            let left = match object.class {
                Class::Channel => graph.senders(index, |_| true),
                _ => 0,
            };
            plan.senders.push((left, 0));
        }
        for departure in graph
            .events()
            .filter(|(_, n)| n.operation.action == Action::DropSender)
        {
            plan.senders[departure.1.operation.object as usize].0 += 1;
        }
        for thread in (0..).take(graph.threads.len()) {
            plan.cut(thread);
        }
        plan.weights = plan.weigh();
        plan
    }

    /// Cuts a thread into its units.
    fn cut(&mut self, thread: u8) {
        let nodes = &self.graph.threads[usize::from(thread)];
        let mut index = 0;
        while let Some(node) = nodes.get(usize::from(index)) {
            let acquire = nodes.get(usize::from(index) + 1);
            let len = match (node.operation.action, acquire) {
                (Action::Request, _) if is_rwlock(self.graph, node) => 1,
                (Action::Request, None) => {
                    self.blocked[usize::from(thread)] = Some(EventId { thread, index });
                    break;
                }
                (Action::Request, Some(_)) => 2,
                _ => 1,
            };
            // A request waits with its acquire, and for the same release.
            let last = if len == 2 {
                acquire.unwrap_or(node)
            } else {
                node
            };
            let mut unit = Unit::of(self.graph, EventId { thread, index }, last, len);
            if let Some(read) = &mut unit.reads {
                *read += self.first_reader[unit.object as usize];
                self.readers[*read as usize] += 1;
            }
            if unit.senders == Senders::NeedsOne {
                self.senders[unit.object as usize].1 += 1;
            }
            self.steps += usize::from(unit.step);
            self.units.push(unit);
            index += len;
        }
        let end = u32::try_from(self.units.len()).expect("the step limit");
        // The threads that there are not end here too, and have no units.
        self.first_unit[usize::from(thread) + 1..].fill(end);
        self.next[usize::from(thread) + 1..].fill(end);
    }

    /// The weights of `key`: no two states have the same key.
    fn weigh(&self) -> Option<[u128; MAX_THREADS]> {
        let mut weights = [0; MAX_THREADS];
        let mut weight = 1_u128;
        let threads = self.first_unit.windows(2).take(self.graph.threads.len());
        for (mine, ends) in weights.iter_mut().zip(threads) {
            *mine = weight;
            weight = weight.checked_mul(u128::from(ends[1] - ends[0]) + 1)?;
        }
        Some(weights)
    }

    pub(super) fn threads(&self) -> u8 {
        u8::try_from(self.graph.threads.len()).expect("at most 16 threads")
    }

    /// How many units are steps.
    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    /// The thread's next unit.
    pub(super) fn unit(&self, thread: u8) -> Option<&Unit> {
        let thread = usize::from(thread);
        let next = self.next[thread];
        (next < self.first_unit[thread + 1]).then(|| &self.units[next as usize])
    }

    /// The thread's unit of this number.
    pub(super) fn unit_at(&self, thread: u8, number: usize) -> &Unit {
        &self.units[self.first_unit[usize::from(thread)] as usize + number]
    }

    pub(super) fn is_done(&self) -> bool {
        self.next == self.first_unit[1..]
    }

    /// A number that tells how far every thread has gone; `None` if there are
    /// too many units for that.
    pub(super) fn key(&self) -> Option<u128> {
        let weights = self.weights.as_ref()?;
        let threads = 0..usize::from(self.threads());
        let gone = |t: usize| u128::from(self.next[t] - self.first_unit[t]);
        // The weights were chosen so that this fits.
        Some(threads.map(|t| gone(t) * weights[t]).sum())
    }

    /// Whether the thread's next unit may go now.
    pub(super) fn may_go(&self, thread: u8) -> bool {
        let Some(unit) = self.unit(thread) else {
            return false;
        };
        let source = unit.source;
        if !source.is_initial() && self.gone[usize::from(source.thread)] <= source.index {
            return false;
        }
        if !self.senders_allow(unit) {
            return false;
        }
        if unit.shares {
            return self.rwlock_allows(thread, unit);
        }
        let Some(needs) = unit.needs else {
            return true;
        };
        let object = unit.object as usize;
        if !self.sequential && self.graph.objects[object].class.is_memory() {
            return true;
        }
        if self.written[object] != needs {
            return false;
        }
        if !unit.writes || !self.sequential {
            return true;
        }
        // Nobody else may still have to read what this overwrites.
        let place = self.first_reader[object] + u32::from(needs);
        self.readers[place as usize] == u16::from(unit.reads == Some(place))
    }

    /// Whether an operation on a reader-writer lock may go that has its source. A
    /// request comes behind all readers that are in front of it; to get the lock is to
    /// wait until they have let go; what a try_read saw held is not released before.
    fn rwlock_allows(&self, thread: u8, unit: &Unit) -> bool {
        let id = EventId {
            thread,
            index: unit.first,
        };
        if self.graph.waits_for_readers(id) {
            let request = EventId {
                index: unit.first - 1,
                thread,
            };
            let releases = self.graph.releases_before(request);
            return releases.is_some_and(|releases| {
                let gone = |e: &EventId| self.gone[usize::from(e.thread)] > e.index;
                releases.iter().all(gone)
            });
        }
        let node = self.graph.node(id);
        let place = usize::from(node.position);
        let before = match node.operation.action {
            Action::Release => place - 1..place,
            Action::Request => self.graph.position(node.source)..place,
            _ => return true,
        };
        let first = self.first_reader[unit.object as usize] as usize;
        let mut left = self.readers[first + before.start..first + before.end].iter();
        left.all(|&readers| readers == 0)
    }

    /// Whether the unit has the senders that it needs, or leaves those that others
    /// need.
    fn senders_allow(&self, unit: &Unit) -> bool {
        if unit.object == NO_OBJECT {
            return true;
        }
        let (left, looks) = self.senders[unit.object as usize];
        match unit.senders {
            Senders::Nothing => true,
            Senders::Departs => !self.sequential || left > 1 || looks == 0,
            Senders::NeedsOne => !self.sequential || left > 0,
            Senders::NeedsNone => left == 0,
        }
    }

    /// Whether this event, which is about to go, is a try_recv that finds nothing
    /// though its message, or the end of all senders, has gone.
    pub(super) fn misses(&self, id: EventId) -> bool {
        let node = self.graph.node(id);
        let Action::TryReceive(number) = node.operation.action else {
            return false;
        };
        let object = node.operation.object as usize;
        let there = u32::from(self.written[object]) >= number;
        node.choice == EMPTY && (there || self.senders[object].0 == 0)
    }

    /// Lets the thread's next unit go.
    pub(super) fn go(&mut self, thread: u8) {
        let me = usize::from(thread);
        let unit = self.units[self.next[me] as usize];
        self.next[me] += 1;
        self.gone[me] += unit.len;
        if let Some(read) = unit.reads {
            self.readers[read as usize] -= 1;
        }
        if unit.writes {
            self.written[unit.object as usize] += 1;
        }
        match unit.senders {
            Senders::Departs => self.senders[unit.object as usize].0 -= 1,
            Senders::NeedsOne => self.senders[unit.object as usize].1 -= 1,
            Senders::Nothing | Senders::NeedsNone => {}
        }
        self.log.push(thread);
    }

    /// Lets everything go that is no step and may.
    pub(super) fn go_on(&mut self) {
        loop {
            let before = self.log.len();
            for thread in 0..self.threads() {
                while self.unit(thread).is_some_and(|u| !u.step) && self.may_go(thread) {
                    self.go(thread);
                }
            }
            if self.log.len() == before {
                return;
            }
        }
    }

    /// Takes units back until the log has this length again.
    pub(super) fn undo(&mut self, len: usize) {
        while self.log.len() > len {
            let thread = self.log.pop().expect("longer than len");
            let me = usize::from(thread);
            self.next[me] -= 1;
            let unit = self.units[self.next[me] as usize];
            self.gone[me] -= unit.len;
            if let Some(read) = unit.reads {
                self.readers[read as usize] += 1;
            }
            if unit.writes {
                self.written[unit.object as usize] -= 1;
            }
            match unit.senders {
                Senders::Departs => self.senders[unit.object as usize].0 += 1,
                Senders::NeedsOne => self.senders[unit.object as usize].1 += 1,
                Senders::Nothing | Senders::NeedsNone => {}
            }
        }
    }

    /// Whether the thread could go on in the program, whatever this graph needs:
    /// to leave it now is a preemption.
    pub(super) fn could_go_on(&self, thread: u8) -> bool {
        let (gate, object) = match (self.unit(thread), self.blocked[usize::from(thread)]) {
            (Some(unit), _) => (unit.gate, unit.object),
            (None, Some(request)) => (Gate::Lock, self.graph.node(request).operation.object),
            (None, None) => return false,
        };
        match gate {
            Gate::Open => true,
            Gate::Lock => self.value(object) == 0,
            Gate::Token => self.value(object) == 1,
            Gate::Message => self.unit(thread).is_some_and(|unit| {
                let gone = |source: EventId| {
                    source.is_initial() || self.gone[usize::from(source.thread)] > source.index
                };
                gone(unit.source) && self.senders_allow(unit)
            }),
            Gate::Other => false,
        }
    }

    /// The value of a lock or token now.
    fn value(&self, object: ObjectIndex) -> u64 {
        match self.written[object as usize] {
            0 => 0,
            n => {
                let last = self.graph.write_at(object, usize::from(n));
                self.graph.node(last).written
            }
        }
    }

    /// The events in the order of the log.
    pub(super) fn order(&self) -> Vec<EventId> {
        let mut next = self.first_unit;
        let mut order = Vec::with_capacity(self.graph.len());
        for &thread in &self.log {
            let me = usize::from(thread);
            let unit = self.units[next[me] as usize];
            next[me] += 1;
            let events = unit.first..unit.first + unit.len;
            order.extend(events.map(|index| EventId { thread, index }));
        }
        order
    }

    /// Whether the requests that wait at the end stand in the order of their
    /// threads. Their order makes no difference to any interleaving, so only one of
    /// the graphs that differ in it counts.
    pub(super) fn queue_is_sorted(&self) -> bool {
        let mut waiting: Vec<EventId> = self.blocked.iter().copied().flatten().collect();
        let object = |id: EventId| self.graph.node(id).operation.object;
        waiting.sort_by_key(|&id| (object(id), self.graph.position(id)));
        waiting
            .windows(2)
            .all(|w| object(w[0]) != object(w[1]) || w[0].thread < w[1].thread)
    }
}
