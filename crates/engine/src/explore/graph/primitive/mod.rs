//! The primitives: one file each, with all that the explorer knows of its actions.
//!
//! An action says what its event reads and writes, when its thread may have it, what
//! happens before it, when it is maximal for the search, when it may come in an
//! interleaving, and what it is called. The rest of the explorer asks [`Action`] and
//! knows no primitive by name, but for the search, which has rules of its own for
//! reader-writer locks and for channels.
//!
//! A new primitive is a type in [`action`](super::action), a file here that implements
//! [`Primitive`] for it, a line in `every`, and a function in `hook` for each operation.

mod atomic;
mod barrier;
mod bounded;
mod cell;
pub(in crate::explore) mod channel;
pub(in crate::explore) mod channel_value;
mod condvar;
mod every;
pub(in crate::explore) mod holders;
mod mutex;
pub(in crate::explore) mod once;
mod park;
mod permits;
mod readers;
mod rwlock;
pub(in crate::explore) mod rwqueue;
mod semaphore;
mod senders;
mod thread;
mod turn;

pub(in crate::explore) use turn::{Gate, Senders, Turn};

use super::{EventId, Graph, Label, Node, ObjectIndex, Pasts, Placing, ValueType};
use crate::explore::execution;
use crate::explore::schedule::Mark;

/// What the explorer asks of the actions of one primitive.
///
/// The defaults are those of an event that reads nothing, writes nothing and waits for
/// nothing.
pub(in crate::explore) trait Primitive: Copy {
    /// Whether the event has a choice of the write that it reads from.
    fn reads(self) -> bool {
        false
    }

    /// Whether an event that reads may read from this write. (One that queues never reads
    /// from a release.)
    ///
    /// To leave a write out because of its value is right only where the operation
    /// waits for that value and no other thread can take it away.
    fn may_read(self, _graph: &Graph, _write: EventId) -> bool {
        true
    }

    /// Whether the event looks at its object without waiting for it, though that is no
    /// memory. Under RC11 it may then miss a write that its thread does not know of.
    fn looks(self) -> bool {
        false
    }

    /// Whether the read takes a place in a queue, which passes over releases: it reads
    /// from the last holder whether or not that has released the lock.
    fn queues(self) -> bool {
        false
    }

    /// Whether the event may wait for several events, and not for its source alone.
    fn awaits_several(self) -> bool {
        false
    }

    /// The new value of the object, if the event writes one.
    ///
    /// `choice` is 0 for the obvious alternative.
    fn written(self, _asks: &Asks<'_>, _read: u64, _choice: u8) -> Option<u64> {
        None
    }

    /// How many alternatives an event has that read this value.
    fn alternatives(self, _read: u64, _spurious: bool) -> u8 {
        1
    }

    /// Where the write of an event that does not read takes its place in coherence order.
    fn placing(self) -> Placing {
        Placing::Nowhere
    }

    /// Whether the thread may have to wait for the event. (An event that reads something has
    /// always something to read.)
    fn waits(self) -> bool {
        false
    }

    /// Whether the thread may have the event now, if it [waits](Self::waits).
    fn is_enabled(self, _asks: &Asks<'_>) -> bool {
        true
    }

    /// Where an event without a choice reads from, or what it waited for.
    fn source(self, _asks: &Asks<'_>) -> Option<EventId> {
        None
    }

    /// The choice of an event that has none, now that it has its source.
    fn outcome(self, _graph: &Graph, _source: EventId) -> u8 {
        0
    }

    /// Whether the event may let another thread go on that waits.
    fn lets_go_on(self) -> bool {
        false
    }

    /// Where an event without a choice reads from, and its choice.
    fn settled(self, asks: &Asks<'_>) -> (EventId, u8) {
        let source = self.source(asks).unwrap_or(EventId::INITIAL);
        (source, self.outcome(asks.graph, source))
    }

    /// Adds to the pasts of an event what happens before it. They hold its thread's
    /// past and its source's causes.
    fn learn(self, _graph: &Graph, _id: EventId, _pasts: &mut Pasts) {}

    /// Fills in what the event has read, `read`, and written; `steps` are those of its thread
    /// in front of it. It [learns](Self::learn) what happens before it.
    fn fill(self, graph: &mut Graph, id: EventId, read: u64, steps: u16, pasts: &mut Pasts) {
        let node = graph.node(id);
        let asks = graph.asks(id.thread, &node.operation);
        let written = self.written(&asks, read, node.choice);
        let node = graph.node_mut(id);
        node.read = read;
        node.writes = written.is_some();
        node.written = written.unwrap_or(0);
        node.steps = steps + u16::from(self.was_step(node));
        self.learn(graph, id, pasts);
    }

    /// Whether the event is as it would have been added last, as far as there were
    /// events when it was added or there are causes of `write`: `earlier` tells those.
    /// `None`: the rule for reads and writes holds.
    fn is_maximal(
        self,
        _graph: &Graph,
        _node: &Node,
        _write: EventId,
        _earlier: &dyn Fn(EventId) -> bool,
    ) -> Option<bool> {
        None
    }

    /// Whether it is an operation on memory or a lock: a step of a schedule.
    fn is_step(self) -> bool {
        true
    }

    /// Whether the event was a step of a schedule.
    fn was_step(self, _node: &Node) -> bool {
        self.is_step()
    }

    /// Whether it is the choice in front of a wait: whether that will end spuriously. Its
    /// event is told only if it will, and its alternatives are for the search to take.
    fn chooses_to_wait(self) -> bool {
        false
    }

    /// Whether its wait may end, or it may fail, spuriously: a choice that main has even
    /// where no other thread can move.
    fn may_be_spurious(self) -> bool {
        false
    }

    /// When the event may come in an interleaving.
    fn turn(self, graph: &Graph, id: EventId) -> Turn;

    /// What the program waits for before the event, whatever the graph needs.
    fn gate(self, node: &Node) -> Gate {
        match self.was_step(node) {
            true => Gate::Open,
            false => Gate::Other,
        }
    }

    /// The marks that a step with this operation might have.
    fn marks(self, _graph: &Graph, _object: ObjectIndex) -> Vec<Mark> {
        Vec::new()
    }

    /// The mark of a step that chose this alternative.
    fn mark(self, _node: &Node) -> Option<Mark> {
        None
    }

    /// What it is called, with an article.
    fn name(self) -> &'static str;

    /// What it would do.
    fn asked(self, object: &Named<'_>) -> String;

    /// What a thread waits for that asks for it.
    fn reason(self, _asks: &Asks<'_>, _name: &str) -> Option<String> {
        None
    }

    /// What its event did.
    fn told(self, node: &Node, object: &Named<'_>) -> execution::Operation;
}

/// A thread that asks for its next event.
pub(in crate::explore) struct Asks<'g> {
    pub(in crate::explore) graph: &'g Graph,
    pub(in crate::explore) thread: u8,
    pub(in crate::explore) object: ObjectIndex,
}

impl Graph {
    /// The thread asks for its next event.
    pub(in crate::explore) fn asks(&self, thread: u8, operation: &Label) -> Asks<'_> {
        Asks {
            graph: self,
            thread,
            object: operation.object,
        }
    }
}

impl Asks<'_> {
    /// The type of the object's values.
    fn value_type(&self) -> ValueType {
        self.graph.object(self.object).value_type
    }
}

/// The object of an operation, as it is called.
pub(in crate::explore) struct Named<'n> {
    pub(in crate::explore) graph: &'n Graph,
    pub(in crate::explore) name: &'n str,
    pub(in crate::explore) value_type: ValueType,
    pub(in crate::explore) ordering: std::sync::atomic::Ordering,
}

impl Named<'_> {
    /// Bits as a value of the object.
    pub(in crate::explore) fn value(&self, bits: u64) -> execution::Value {
        self.value_type.value(bits)
    }
}

impl Pasts {
    /// What happened before this event is known.
    fn know(&mut self, graph: &Graph, event: EventId) {
        if !event.is_initial() {
            self.before.join(&graph.node(event).pasts.before);
        }
    }

    /// This event, and what led to it, is among the causes.
    fn cause(&mut self, graph: &Graph, event: EventId) {
        self.causes.join(&graph.node(event).pasts.causes);
    }

    /// Both, though nothing reads from the event.
    fn follow(&mut self, graph: &Graph, event: EventId) {
        self.cause(graph, event);
        self.know(graph, event);
    }
}
