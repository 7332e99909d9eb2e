//! The steps of a graph and when each may go.

use crate::explore::graph::{Action, Class, EventId, Graph, NO_OBJECT, Node};
use crate::explore::runtime::Status;

/// Events of one thread that go together: a request and the acquire that ends
/// its wait, or any other event alone.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Unit {
    pub(super) first: u16,
    pub(super) len: u16,
    /// Whether it is a step, which takes its turn; the others go as soon as they
    /// can.
    pub(super) step: bool,
}

/// A graph cut into units, and how far they have gone.
pub(in crate::explore) struct Plan<'g> {
    pub(super) graph: &'g Graph,
    units: Vec<Vec<Unit>>,
    /// Per thread, the request that it still waits with at the end.
    blocked: Vec<Option<EventId>>,
    /// Per thread, how many units have gone.
    next: Vec<usize>,
    /// Per thread, how many events have gone.
    gone: Vec<usize>,
    /// Per object, how many writes have gone.
    written: Vec<usize>,
    /// Per object and place, how many reads of that write have yet to go.
    readers: Vec<Vec<usize>>,
    /// Per thread and unit, the weight of one unit in `key`.
    weights: Option<Vec<u128>>,
    /// The threads whose units have gone, in order.
    pub(super) log: Vec<u8>,
    /// Whether reads must return the newest value and writes come in coherence
    /// order. If not, only causes come first.
    pub(super) sequential: bool,
}

impl<'g> Plan<'g> {
    pub(in crate::explore) fn new(graph: &'g Graph) -> Self {
        let mut units = Vec::with_capacity(graph.threads.len());
        let mut blocked = Vec::with_capacity(graph.threads.len());
        for (nodes, thread) in graph.threads.iter().zip(0..) {
            let (mine, waits) = cut(nodes);
            units.push(mine);
            blocked.push(waits.map(|index| EventId { thread, index }));
        }
        let mut readers: Vec<Vec<usize>> = graph
            .objects
            .iter()
            .map(|o| vec![0; o.coherence.len() + 1])
            .collect();
        let weights = weights(&units);
        for (_, node) in graph.events() {
            if is_read_in_order(graph, node) {
                let object = node.operation.object as usize;
                readers[object][seen(graph, node)] += 1;
            }
        }
        Self {
            graph,
            next: vec![0; units.len()],
            gone: vec![0; units.len()],
            written: vec![0; graph.objects.len()],
            units,
            blocked,
            readers,
            weights,
            log: Vec::new(),
            sequential: true,
        }
    }

    pub(super) fn threads(&self) -> u8 {
        u8::try_from(self.units.len()).expect("at most 16 threads")
    }

    /// The thread's next unit.
    pub(super) fn unit(&self, thread: u8) -> Option<Unit> {
        let thread = usize::from(thread);
        self.units[thread].get(self.next[thread]).copied()
    }

    /// The thread's unit of this number.
    pub(super) fn unit_at(&self, thread: u8, number: usize) -> Unit {
        self.units[usize::from(thread)][number]
    }

    pub(super) fn is_done(&self) -> bool {
        self.next
            .iter()
            .zip(&self.units)
            .all(|(&n, u)| n == u.len())
    }

    /// A number that tells how far every thread has gone; `None` if there are
    /// too many units for that.
    pub(super) fn key(&self) -> Option<u128> {
        let weights = self.weights.as_ref()?;
        let parts = self.next.iter().zip(weights);
        // The weights were chosen so that this fits.
        Some(parts.map(|(&n, w)| n as u128 * w).sum())
    }

    /// Whether the thread's next unit may go now.
    pub(super) fn may_go(&self, thread: u8) -> bool {
        let Some(unit) = self.unit(thread) else {
            return false;
        };
        let nodes = &self.graph.threads[usize::from(thread)];
        let from = usize::from(unit.first);
        nodes[from..from + usize::from(unit.len)]
            .iter()
            .all(|node| self.may_node_go(node, thread))
    }

    fn may_node_go(&self, node: &Node, thread: u8) -> bool {
        let source = node.source;
        let waits = !source.is_initial()
            && source.thread != thread
            && self.gone[usize::from(source.thread)] <= usize::from(source.index);
        // A request waits with its acquire, and for the same release.
        let waits = waits && node.operation.action != Action::Request;
        // A busy try_lock may have seen a request that waits itself.
        let waits = waits && !(node.operation.action == Action::TryLock && !node.writes);
        if waits {
            return false;
        }
        if node.operation.object == NO_OBJECT {
            return true;
        }
        let object = node.operation.object as usize;
        let written = self.written[object];
        let memory = self.graph.objects[object].class.is_memory();
        if memory && !self.sequential {
            return true;
        }
        if is_read_in_order(self.graph, node)
            && self.sequential
            && written != seen(self.graph, node)
        {
            return false;
        }
        if node.position == 0 {
            return true;
        }
        let mine = usize::from(is_read_in_order(self.graph, node));
        written + 1 == usize::from(node.position)
            && (!self.sequential || self.readers[object][written] == mine)
    }

    /// Lets the thread's next unit go.
    pub(super) fn go(&mut self, thread: u8) {
        let me = usize::from(thread);
        let unit = self.units[me][self.next[me]];
        self.shift(thread, unit, true);
        self.next[me] += 1;
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
            let unit = self.units[me][self.next[me]];
            self.shift(thread, unit, false);
        }
    }

    fn shift(&mut self, thread: u8, unit: Unit, forward: bool) {
        let nodes = &self.graph.threads[usize::from(thread)];
        for node in &nodes[usize::from(unit.first)..usize::from(unit.first + unit.len)] {
            let step = |n: &mut usize, up: bool| if up { *n += 1 } else { *n -= 1 };
            step(&mut self.gone[usize::from(thread)], forward);
            let object = node.operation.object as usize;
            if is_read_in_order(self.graph, node) {
                step(&mut self.readers[object][seen(self.graph, node)], !forward);
            }
            if node.position > 0 {
                step(&mut self.written[object], forward);
            }
        }
    }

    /// Whether the thread could go on in the program, whatever this graph needs:
    /// to leave it now is a preemption.
    pub(super) fn could_go_on(&self, thread: u8) -> bool {
        let next = match self.unit(thread) {
            Some(unit) if unit.step => EventId {
                thread,
                index: unit.first,
            },
            // It waits for an end or a notification.
            Some(_) => return false,
            None => match self.blocked[usize::from(thread)] {
                Some(request) => request,
                None => return false,
            },
        };
        let node = self.graph.node(next);
        let object = node.operation.object;
        match node.operation.action {
            Action::Request => self.value(object) == 0,
            Action::Park => self.value(object) == 1,
            _ => true,
        }
    }

    /// The value of a lock or token now.
    fn value(&self, object: u32) -> u64 {
        match self.written[object as usize] {
            0 => 0,
            n => self.graph.node(self.graph.write_at(object, n)).written,
        }
    }

    /// The events in the order of the log.
    pub(super) fn order(&self) -> Vec<EventId> {
        let mut next = vec![0; self.units.len()];
        let mut order = Vec::with_capacity(self.graph.len());
        for &thread in &self.log {
            let me = usize::from(thread);
            let unit = self.units[me][next[me]];
            next[me] += 1;
            order
                .extend((unit.first..unit.first + unit.len).map(|index| EventId { thread, index }));
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

/// The units of a thread, and the index of a request that it waits with.
fn cut(nodes: &[Node]) -> (Vec<Unit>, Option<u16>) {
    let mut units = Vec::with_capacity(nodes.len());
    let mut index = 0;
    while let Some(node) = nodes.get(usize::from(index)) {
        let request = node.operation.action == Action::Request;
        let len = if request { 2 } else { 1 };
        if request && usize::from(index) + 1 == nodes.len() {
            return (units, Some(index));
        }
        units.push(Unit {
            first: index,
            len,
            step: is_step(node),
        });
        index += len;
    }
    (units, None)
}

/// Whether the event is a step of a schedule: a wake-up is one only if it is
/// spurious.
pub(super) fn is_step(node: &Node) -> bool {
    node.operation.action.is_step() && (node.operation.action != Action::WakeAnyway || node.writes)
}

/// Whether the next write must wait for this read.
fn is_read_in_order(graph: &Graph, node: &Node) -> bool {
    if !node.reads() || node.operation.action == Action::Request {
        return false;
    }
    match graph.object(node.operation.object).class {
        // A wake-up that was notified stays notified.
        Class::Chain => false,
        _ => true,
    }
}

/// The place in coherence order that a read saw: for a busy try_lock that of the
/// hold it ran into, even where it is put down to a request in the queue.
fn seen(graph: &Graph, node: &Node) -> usize {
    let mut source = node.source;
    if node.operation.action == Action::TryLock && !node.writes {
        while let Some(holder) = waiting_request(graph, source) {
            source = holder;
        }
    }
    graph.position(source)
}

/// If this request has never been granted: the one in front of it.
fn waiting_request(graph: &Graph, id: EventId) -> Option<EventId> {
    if id.is_initial() || graph.node(id).operation.action != Action::Request {
        return None;
    }
    let thread = &graph.threads[usize::from(id.thread)];
    let granted = thread.len() > usize::from(id.index) + 1;
    (!granted).then(|| graph.node(id).source)
}

fn weights(units: &[Vec<Unit>]) -> Option<Vec<u128>> {
    let mut weight = 1_u128;
    units
        .iter()
        .map(|mine| {
            let this = weight;
            weight = weight.checked_mul(mine.len() as u128 + 1)?;
            Some(this)
        })
        .collect()
}

/// The threads that are neither finished nor panicked at the end.
pub(super) fn is_waiting(status: Status) -> bool {
    matches!(status, Status::Live | Status::Spinning)
}
