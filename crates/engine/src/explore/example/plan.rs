//! The steps of a graph, and the conditions under which each may go.

use super::unit::Unit;
use crate::explore::MAX_THREADS;
use crate::explore::graph::{EventId, Gate, Graph, Interleaving, ObjectIndex, OfCondvar};
use crate::sort;

/// A graph cut into units, with the number of units of each thread that have gone.
pub(in crate::explore) struct Plan<'g> {
    pub(super) graph: &'g Graph,
    /// The events that have gone.
    events: Interleaving<'g>,
    /// The units, thread by thread. `first_unit` has the index where each thread begins, and the
    /// end.
    units: Vec<Unit>,
    first_unit: [u32; MAX_THREADS + 1],
    /// For each thread, the request with which it still waits at the end.
    blocked: [Option<EventId>; MAX_THREADS],
    /// For each thread, the place of its next unit.
    next: [u32; MAX_THREADS],
    /// The number of units that are steps.
    steps: usize,
    /// For each thread, the weight of one unit in `key`.
    weights: Option<[u128; MAX_THREADS]>,
    /// The threads whose units have gone, in order.
    pub(super) log: Vec<u8>,
}

impl<'g> Plan<'g> {
    pub(super) fn new(graph: &'g Graph) -> Self {
        let mut plan = Self {
            graph,
            events: Interleaving::of_program(graph),
            units: Vec::with_capacity(graph.len()),
            first_unit: [0; MAX_THREADS + 1],
            blocked: [None; MAX_THREADS],
            next: [0; MAX_THREADS],
            steps: 0,
            weights: None,
            log: Vec::with_capacity(graph.len()),
        };
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
        while usize::from(index) < nodes.len() {
            let first = EventId { thread, index };
            let Some(unit) = Unit::at(self.graph, first) else {
                self.blocked[usize::from(thread)] = Some(first);
                break;
            };
            self.steps += usize::from(unit.step);
            self.units.push(unit);
            index += unit.len;
        }
        let end = u32::try_from(self.units.len()).expect("the step limit");
        // The threads that do not exist end here too, and have no units.
        self.first_unit[usize::from(thread) + 1..].fill(end);
        self.next[usize::from(thread) + 1..].fill(end);
    }

    /// The weights of `key`, with which no two states have the same key.
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

    /// The number of units that are steps.
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

    /// A number that identifies the state: how many units of every thread have gone. `None` if the
    /// graph has too many units for that.
    pub(super) fn key(&self) -> Option<u128> {
        let weights = self.weights.as_ref()?;
        let threads = 0..usize::from(self.threads());
        let gone = |t: usize| u128::from(self.next[t] - self.first_unit[t]);
        // `weigh` chooses weights whose sum fits.
        Some(threads.map(|t| gone(t) * weights[t]).sum())
    }

    /// Sets whether units go, from now on, as in an interleaving, or only after their causes.
    pub(super) fn set_sequential(&mut self, sequential: bool) {
        self.events.set_sequential(sequential);
    }

    /// Whether the thread's next unit may go now.
    pub(super) fn may_go(&self, thread: u8) -> bool {
        self.unit(thread)
            .is_some_and(|unit| unit.events().all(|event| self.events.may_go(event)))
    }

    /// Whether this event, the next to go, is a `try_recv` that finds the channel empty, although
    /// the send of its message or the drop of the last sender has gone.
    pub(super) fn misses(&self, id: EventId) -> bool {
        let node = self.graph.node(id);
        let channel = node.operation.object;
        node.not_found().is_some_and(|number| {
            u32::from(self.events.written(channel)) >= number
                || self.events.senders_left(channel) == 0
        })
    }

    /// Lets the thread's next unit go.
    pub(super) fn go(&mut self, thread: u8) {
        let me = usize::from(thread);
        for _ in 0..self.units[self.next[me] as usize].len {
            self.events.go(thread);
        }
        self.next[me] += 1;
        self.log.push(thread);
    }

    /// Lets every unit go that is no step and may go.
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

    /// Takes back units until the log has this length.
    pub(super) fn undo(&mut self, len: usize) {
        while self.log.len() > len {
            let thread = self.log.pop().expect("longer than len");
            let me = usize::from(thread);
            self.next[me] -= 1;
            for _ in 0..self.units[self.next[me] as usize].len {
                self.events.undo(thread);
            }
        }
    }

    /// Whether the thread could continue in the program, apart from the edges of this graph. Then
    /// leaving it now is a preemption.
    pub(super) fn could_go_on(&self, thread: u8) -> bool {
        let (gate, event) = match (self.unit(thread), self.blocked[usize::from(thread)]) {
            (Some(unit), _) => (unit.gate, unit.first),
            (None, Some(request)) => (Gate::Lock, request),
            (None, None) => return false,
        };
        let object = self.graph.node(event).operation.object;
        match gate {
            Gate::Open => true,
            Gate::Lock => self.value(object) == 0,
            Gate::Token => self.value(object) == 1,
            Gate::Message => self
                .unit(thread)
                .is_some_and(|unit| self.events.has_its_cause(unit.first)),
            Gate::Other => false,
        }
    }

    /// Whether the thread waits with a time limit and could continue in the program: the limit
    /// could have passed, or the thread is notified and the lock is free.
    pub(super) fn could_end_its_wait(&self, thread: u8) -> bool {
        let Some(unit) = self.unit(thread) else {
            return false;
        };
        let me = usize::from(thread);
        let wait = &self.graph.node(unit.first).operation;
        let next = self.next[me] + 1;
        let request = match next < self.first_unit[me + 1] {
            true => Some(self.units[next as usize].first),
            false => self.blocked[me],
        };
        let free = |id: EventId| self.value(self.graph.node(id).operation.object) == 0;
        wait.action == OfCondvar::WakeTimed
            && (self.value(wait.object) & (1 << thread) != 0 || request.is_some_and(free))
    }

    /// The present value of a lock, a token or a condition variable.
    fn value(&self, object: ObjectIndex) -> u64 {
        match self.events.written(object) {
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
            order.extend(unit.events());
        }
        order
    }

    /// Whether the requests that wait at the end are in the order of their threads. Their order
    /// makes no difference to any interleaving, so only one of the graphs that differ in it
    /// counts.
    pub(super) fn queue_is_sorted(&self) -> bool {
        let mut waiting: Vec<EventId> = self.blocked.iter().copied().flatten().collect();
        let object = |id: EventId| self.graph.node(id).operation.object;
        sort::by_key(&mut waiting, |&id| (object(id), self.graph.position(id)));
        waiting
            .windows(2)
            .all(|w| object(w[0]) != object(w[1]) || w[0].thread < w[1].thread)
    }
}
