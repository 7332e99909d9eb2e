//! The actions of all primitives in one type, which asks the right one.

use super::{
    Asks, Gate, Named, Placing, Primitive, Turn, atomic, barrier, bounded, cell, channel, condvar,
    mutex, once, park, rwlock, rwqueue, semaphore, thread,
};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, ObjectIndex, Pasts};
use crate::explore::schedule::Mark;

/// The kinds of operations, by primitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Action {
    /// The course of threads.
    Thread(thread::Action),
    /// Atomics and fences.
    Atomic(atomic::Action),
    /// Plain memory.
    Cell(cell::Action),
    Mutex(mutex::Action),
    RwLock(rwlock::Action),
    /// A reader-writer lock whose operations are in one order.
    RwQueue(rwqueue::Action),
    Condvar(condvar::Action),
    /// The token of a thread.
    Park(park::Action),
    Channel(channel::Action),
    /// A bounded channel on which a thread calls `try_send`.
    Bounded(bounded::Action),
    /// What is done once.
    Once(once::Action),
    Barrier(barrier::Action),
    Semaphore(semaphore::Action),
}

/// Asks the action of whichever primitive it is.
macro_rules! ask {
    ($action:expr, $its:ident => $answer:expr) => {
        match $action {
            Action::Thread($its) => $answer,
            Action::Atomic($its) => $answer,
            Action::Cell($its) => $answer,
            Action::Mutex($its) => $answer,
            Action::RwLock($its) => $answer,
            Action::RwQueue($its) => $answer,
            Action::Condvar($its) => $answer,
            Action::Park($its) => $answer,
            Action::Channel($its) => $answer,
            Action::Bounded($its) => $answer,
            Action::Once($its) => $answer,
            Action::Barrier($its) => $answer,
            Action::Semaphore($its) => $answer,
        }
    };
}

/// An action of a primitive is an action, and may be compared with one.
macro_rules! is_action {
    ($($Name:ident: $module:ident,)*) => {
        $(
            impl PartialEq<$module::Action> for Action {
                #[inline]
                fn eq(&self, other: &$module::Action) -> bool {
                    matches!(self, Self::$Name(action) if action == other)
                }
            }

            impl From<$module::Action> for Action {
                #[inline]
                fn from(action: $module::Action) -> Self {
                    Self::$Name(action)
                }
            }
        )*
    };
}

is_action! {
    Thread: thread,
    Atomic: atomic,
    Cell: cell,
    Mutex: mutex,
    RwLock: rwlock,
    RwQueue: rwqueue,
    Condvar: condvar,
    Park: park,
    Channel: channel,
    Bounded: bounded,
    Once: once,
    Barrier: barrier,
    Semaphore: semaphore,
}

/// Declares the methods of [`Primitive`] that every action has.
macro_rules! asked_of_all {
    ($($method:ident($($argument:ident: $Type:ty),*) $(-> $Result:ty)?;)*) => {
        /// What [`Primitive`] says of each.
        impl Action {
            $(
                #[inline]
                pub(in crate::explore) fn $method(self, $($argument: $Type),*) $(-> $Result)? {
                    ask!(self, its => its.$method($($argument),*))
                }
            )*
        }
    };
}

asked_of_all! {
    reads() -> bool;
    may_read(graph: &Graph, write: EventId) -> bool;
    looks() -> bool;
    queues() -> bool;
    awaits_several() -> bool;
    alternatives(read: u64, spurious: bool) -> u8;
    placing() -> Placing;
    waits() -> bool;
    is_enabled(asks: &Asks<'_>) -> bool;
    settled(asks: &Asks<'_>) -> (EventId, u8);
    lets_go_on() -> bool;
    fill(graph: &mut Graph, id: EventId, read: u64, steps: u16, pasts: &mut Pasts);
    is_maximal(
        graph: &Graph,
        node: &Node,
        write: EventId,
        earlier: &dyn Fn(EventId) -> bool
    ) -> Option<bool>;
    is_step() -> bool;
    was_step(node: &Node) -> bool;
    chooses_to_wait() -> bool;
    may_be_spurious() -> bool;
    turn(graph: &Graph, id: EventId) -> Turn;
    gate(node: &Node) -> Gate;
    marks(graph: &Graph, object: ObjectIndex) -> Vec<Mark>;
    mark(node: &Node) -> Option<Mark>;
    name() -> &'static str;
    asked(object: &Named<'_>) -> String;
    reason(asks: &Asks<'_>, name: &str) -> Option<String>;
    told(node: &Node, object: &Named<'_>) -> execution::Operation;
}

impl Action {
    /// Whether both are the same but for values.
    pub(in crate::explore) fn is_alike(self, other: Self) -> bool {
        match (self, other) {
            (Self::Atomic(a), Self::Atomic(b)) => {
                a.with_operands([0; 2]) == b.with_operands([0; 2])
            }
            (Self::Cell(a), Self::Cell(b)) => {
                std::mem::discriminant(&a) == std::mem::discriminant(&b)
            }
            (a, b) => a == b,
        }
    }

    /// Whether the program does again what it did when this action was recorded.
    #[inline(always)]
    pub(in crate::explore) fn is_repeated_by(&self, now: &Self) -> bool {
        match (self, now) {
            // The number of a child is the engine's to give.
            (Self::Thread(recorded), Self::Thread(now)) => recorded.is_repeated_by(*now),
            // Asked for each operation of each execution: these without a call.
            (Self::Mutex(recorded), Self::Mutex(now)) => recorded == now,
            (Self::Condvar(recorded), Self::Condvar(now)) => recorded == now,
            (Self::Atomic(recorded), Self::Atomic(now)) => recorded == now,
            _ => self == now,
        }
    }
}
