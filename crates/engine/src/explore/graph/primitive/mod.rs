//! The primitives: one file for each, with everything that the explorer knows about its actions.
//!
//! An action defines what its event reads and writes, when its thread may continue with it, which
//! events happen before it, when it is maximal for the search, when it may come in an
//! interleaving, and its name. The rest of the explorer calls [`Action`](super::action::Action) and
//! names no primitive. The search is the exception: it has its own rules for reader-writer locks
//! and for channels.
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

/// The methods by which the explorer uses the actions of one primitive.
///
/// The defaults describe an event that reads nothing, writes nothing and waits for nothing.
pub(in crate::explore) trait Primitive: Copy {
    /// Whether the event reads, and the search chooses the write from which it reads.
    fn reads(self) -> bool {
        false
    }

    /// Whether an event that reads may read from this write. (An event that queues never reads
    /// from a release.)
    ///
    /// A primitive may exclude a write because of its value only if the operation waits for
    /// another value, which no other thread can take away.
    fn may_read(self, _graph: &Graph, _write: EventId) -> bool {
        true
    }

    /// Whether the event looks at an object that is no memory, without waiting for it. Under RC11
    /// it may miss a write that does not happen before it.
    fn looks(self) -> bool {
        false
    }

    /// Whether the read takes a place in a queue. Then it passes over releases: it reads from the
    /// last holder, released or not.
    fn queues(self) -> bool {
        false
    }

    /// Whether the event may wait for other events besides its source.
    fn awaits_several(self) -> bool {
        false
    }

    /// The new value of the object, if the event writes one.
    ///
    /// `choice` is 0 for the obvious alternative.
    fn written(self, _asks: &Asks<'_>, _read: u64, _choice: u8) -> Option<u64> {
        None
    }

    /// The number of alternatives of an event that reads this value.
    fn alternatives(self, _read: u64, _spurious: bool) -> u8 {
        1
    }

    /// The place in coherence order of the write of an event that does not read.
    fn placing(self) -> Placing {
        Placing::Nowhere
    }

    /// Whether the event may block its thread. (An event that reads always finds a write to read
    /// from.)
    fn waits(self) -> bool {
        false
    }

    /// Whether an event that [waits](Self::waits) may come now.
    fn is_enabled(self, _asks: &Asks<'_>) -> bool {
        true
    }

    /// The source of an event without a choice, or the event for which it waited.
    fn source(self, _asks: &Asks<'_>) -> Option<EventId> {
        None
    }

    /// The value of `choice` that follows from the source of an event without a choice.
    fn outcome(self, _graph: &Graph, _source: EventId) -> u8 {
        0
    }

    /// Whether the event may wake a waiting thread.
    fn lets_go_on(self) -> bool {
        false
    }

    /// The source of an event without a choice, and the `choice` that follows from it.
    fn settled(self, asks: &Asks<'_>) -> (EventId, u8) {
        let source = self.source(asks).unwrap_or(EventId::INITIAL);
        (source, self.outcome(asks.graph, source))
    }

    /// Adds to the pasts of an event the events that happen before it. The pasts hold its thread's
    /// past and its source's causes already.
    fn learn(self, _graph: &Graph, _id: EventId, _pasts: &mut Pasts) {}

    /// Stores in the event the value `read` and the value that it writes, and adds to its pasts
    /// the events that happen before it ([`learn`](Self::learn)). `steps` is the number of earlier
    /// steps of its thread.
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

    /// Whether the event is maximal for a revisit by `write`: the search would give it the same
    /// source and choice if it added the event last to the `earlier` events. These are the events
    /// older than this one, and the causes of `write`. `None`: the general rule for reads and
    /// writes applies.
    fn is_maximal(
        self,
        _graph: &Graph,
        _node: &Node,
        _write: EventId,
        _earlier: &dyn Fn(EventId) -> bool,
    ) -> Option<bool> {
        None
    }

    /// Whether the action is a step of a schedule: an operation on memory or a lock.
    fn is_step(self) -> bool {
        !self.waits()
    }

    /// Whether the event was a step of a schedule.
    fn was_step(self, _node: &Node) -> bool {
        self.is_step()
    }

    /// Whether the action chooses if the next wait ends spuriously. An execution shows its event
    /// only if the wait does, and only the search takes its alternatives.
    fn chooses_to_wait(self) -> bool {
        false
    }

    /// Whether the action may lead to a spurious wake-up or a spurious failure. The main thread
    /// has this choice even if no other thread can run.
    fn may_be_spurious(self) -> bool {
        false
    }

    /// The conditions under which the event may come in an interleaving.
    fn turn(self, graph: &Graph, id: EventId) -> Turn;

    /// The reason for which the program waits before the event, apart from the edges of the graph.
    fn gate(self, node: &Node) -> Gate {
        match self.was_step(node) {
            true => Gate::Open,
            false => Gate::Other,
        }
    }

    /// The possible marks of a step with this operation in a schedule.
    fn marks(self, _graph: &Graph, _object: ObjectIndex) -> Vec<Mark> {
        Vec::new()
    }

    /// The mark of a step with this choice.
    fn mark(self, _node: &Node) -> Option<Mark> {
        None
    }

    /// The name of the action, with an article.
    fn name(self) -> &'static str;

    /// The action in words, for an operation that has no event yet.
    fn asked(self, object: &Named<'_>) -> String;

    /// The reason why a thread with this operation waits.
    fn reason(self, _asks: &Asks<'_>, _name: &str) -> Option<String> {
        None
    }

    /// The operation of the event, for an [`Execution`](execution::Execution).
    fn told(self, node: &Node, object: &Named<'_>) -> execution::Operation;
}

/// An operation of a thread that asks for its next event.
pub(in crate::explore) struct Asks<'g> {
    pub(in crate::explore) graph: &'g Graph,
    pub(in crate::explore) thread: u8,
    pub(in crate::explore) object: ObjectIndex,
}

impl Graph {
    /// The question of a thread for its next event, with this operation.
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

/// The object of an operation, with its name.
pub(in crate::explore) struct Named<'n> {
    pub(in crate::explore) graph: &'n Graph,
    pub(in crate::explore) name: &'n str,
    pub(in crate::explore) value_type: ValueType,
    pub(in crate::explore) ordering: std::sync::atomic::Ordering,
}

impl Named<'_> {
    /// The value of the object that the bits represent.
    pub(in crate::explore) fn value(&self, bits: u64) -> execution::Value {
        self.value_type.value(bits)
    }
}

impl Pasts {
    /// Adds the past of this event to the events that happen before.
    fn know(&mut self, graph: &Graph, event: EventId) {
        if !event.is_initial() {
            self.before.join(&graph.node(event).pasts.before);
        }
    }

    /// Adds this event and its causes to the causes.
    fn cause(&mut self, graph: &Graph, event: EventId) {
        self.causes.join(&graph.node(event).pasts.causes);
    }

    /// Adds this event to both sets, for an event that has another source.
    fn follow(&mut self, graph: &Graph, event: EventId) {
        self.cause(graph, event);
        self.know(graph, event);
    }
}
