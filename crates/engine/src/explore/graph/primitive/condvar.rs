//! Condition variables: a chain of read-modify-writes whose value is the bit set of the
//! waiting threads.
//!
//! A wait is `Enqueue`, the release of the lock, `Wake`, and the request and acquire of
//! the lock.
//!
//! A spurious wait releases the lock and acquires it again, but never enters the queue. No
//! operation can distinguish that from a waiter that leaves the queue by itself: a notification
//! that selected the waiter would have woken it, and no other operation reads its place in the
//! queue. So the choice whether a wait is spurious comes before `Enqueue`, and a waiter in the
//! queue waits for a notification.

use super::{Asks, Named, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, ObjectIndex, OfCondvar, waiter};
use crate::explore::schedule::Mark;

/// The choice of a wait that ends spuriously.
pub(in crate::explore) const SPURIOUS: u8 = 1;

impl Primitive for OfCondvar {
    fn reads(self) -> bool {
        !matches!(self, Self::Begin | Self::Wake | Self::Rouse)
    }

    fn written(self, asks: &Asks<'_>, read: u64, choice: u8) -> Option<u64> {
        let bit = 1 << asks.thread;
        match self {
            Self::Enqueue => Some(read | bit),
            Self::Begin | Self::Wake | Self::Rouse => None,
            Self::WakeTimed => (read & bit != 0).then_some(read & !bit),
            Self::NotifyOne => Some(match waiter(read, choice) {
                Some(woken) => read & !(1 << woken),
                None => read,
            }),
            Self::NotifyAll => Some(0),
        }
    }

    /// The choice of a notification is the number of the waiter that it wakes.
    fn alternatives(self, read: u64, _spurious: bool) -> u8 {
        match self {
            Self::Begin => SPURIOUS + 1,
            // Each thread is at most one waiter, so the count fits.
            Self::NotifyOne => u8::try_from(read.count_ones().max(1)).unwrap_or(1),
            _ => 1,
        }
    }

    fn waits(self) -> bool {
        self == Self::Wake
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        asks.graph.waking(asks.thread, asks.object).is_some()
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        match self {
            Self::Wake | Self::WakeTimed => asks.graph.waking(asks.thread, asks.object),
            _ => None,
        }
    }

    fn lets_go_on(self) -> bool {
        matches!(self, Self::NotifyOne | Self::NotifyAll)
    }

    fn is_step(self) -> bool {
        !matches!(self, Self::Wake | Self::Rouse)
    }

    /// A wake-up is a step only if the time limit ends the wait, and the `Begin` of a wait only if
    /// the wait is spurious.
    fn was_step(self, node: &Node) -> bool {
        match self {
            Self::Begin => node.choice == SPURIOUS,
            Self::WakeTimed => node.writes,
            _ => self.is_step(),
        }
    }

    fn chooses_to_wait(self) -> bool {
        self == Self::Begin
    }

    fn may_be_spurious(self) -> bool {
        matches!(self, Self::Begin | Self::Enqueue)
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        if !self.reads() {
            return Turn::behind(node.source);
        }
        let mut turn = Turn::in_order(graph, node);
        // Later events do not undo a notification.
        turn.passes = !node.writes;
        turn
    }

    fn marks(self, graph: &Graph, object: ObjectIndex) -> Vec<Mark> {
        match self {
            Self::Begin => vec![Mark::Spurious],
            Self::NotifyOne => {
                let waiting = graph.newest_value(object);
                let others = (1..).map_while(|choice| waiter(waiting, choice));
                others.map(Mark::Woke).collect()
            }
            _ => Vec::new(),
        }
    }

    fn mark(self, node: &Node) -> Option<Mark> {
        match self {
            Self::NotifyOne if node.choice > 0 => waiter(node.read, node.choice).map(Mark::Woke),
            Self::Begin if node.choice == SPURIOUS => Some(Mark::Spurious),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::NotifyOne => "a notify_one",
            Self::NotifyAll => "a notify_all",
            _ => "a wait",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        let name = object.name;
        match self {
            Self::Begin | Self::Enqueue => format!("wait on {name}"),
            Self::NotifyOne => format!("notify_one {name}"),
            Self::NotifyAll => format!("notify_all {name}"),
            Self::WakeTimed => format!("time out on {name}"),
            Self::Wake | Self::Rouse => format!("wake up from {name}"),
        }
    }

    fn reason(self, _asks: &Asks<'_>, name: &str) -> Option<String> {
        (self == Self::Wake).then(|| format!("waits to be notified on {name}"))
    }

    fn told(self, node: &Node, _object: &Named<'_>) -> execution::Operation {
        use execution::Operation;
        match self {
            Self::Begin | Self::Enqueue => Operation::Wait,
            Self::Rouse => Operation::Wake(None),
            Self::WakeTimed if node.writes => Operation::TimeOut,
            Self::Wake | Self::WakeTimed => Operation::Wake(Some(usize::from(node.source.thread))),
            Self::NotifyOne => {
                Operation::NotifyOne(waiter(node.read, node.choice).map(usize::from))
            }
            Self::NotifyAll => Operation::NotifyAll(node.read.count_ones() as usize),
        }
    }
}

impl Graph {
    /// The notification that ends the thread's wait.
    pub(in crate::explore) fn waking(&self, thread: u8, condvar: ObjectIndex) -> Option<EventId> {
        let enqueue = OfCondvar::Enqueue;
        let enqueued = self.last_on(thread, condvar, |n| n.operation.action == enqueue)?;
        let from = self.position(enqueued);
        let later = &self.object(condvar).coherence[from..];
        let bit = 1 << thread;
        later
            .iter()
            .copied()
            .find(|&id| self.node(id).written & bit == 0)
    }
}
