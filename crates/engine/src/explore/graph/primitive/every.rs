//! One interface to all primitives: an action of any primitive calls the methods of its own.

use std::sync::atomic::Ordering;

use super::{Asks, Gate, Named, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::label::Facts;
use crate::explore::graph::{
    Action, EventId, Graph, Label, Node, ObjectIndex, Pasts, Place, Placing,
};
use crate::explore::schedule::Mark;

/// Calls a method of the primitive to which the action belongs.
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

/// Declares the methods of [`Primitive`] that every action has.
macro_rules! asked_of_all {
    ($($method:ident($($argument:ident: $Type:ty),*) $(-> $Result:ty)?;)*) => {
        /// The methods of [`Primitive`], for the primitive of this action.
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

impl Label {
    #[inline]
    pub(in crate::explore) fn new(
        action: impl Into<Action>,
        object: ObjectIndex,
        ordering: Ordering,
        place: Place,
    ) -> Self {
        let action = action.into();
        Self {
            action,
            facts: facts_of(action),
            placing: action.placing(),
            object,
            ordering,
            place,
            hinted: false,
        }
    }

    /// The same operation with another action.
    pub(in crate::explore) fn with_action(self, action: impl Into<Action>) -> Self {
        Self {
            hinted: self.hinted,
            ..Self::new(action, self.object, self.ordering, self.place)
        }
    }
}

/// Computes the facts about an action.
#[inline(always)]
fn facts_of(action: Action) -> Facts {
    let bit = |is: bool, bit| if is { bit } else { 0 };
    Facts(
        bit(action.reads(), Facts::READS)
            | bit(action.queues(), Facts::QUEUES)
            | bit(action.awaits_several(), Facts::AWAITS_SEVERAL)
            | bit(action.looks(), Facts::LOOKS)
            | bit(action.lets_go_on(), Facts::LETS_GO_ON)
            | bit(action.waits(), Facts::WAITS),
    )
}

impl Node {
    /// Whether the event is a spurious wake-up or a spurious failure.
    pub(in crate::explore) fn is_spurious(&self) -> bool {
        self.operation.action.mark(self) == Some(Mark::Spurious)
    }
}

impl Graph {
    /// The number of spurious wake-ups and spurious failures.
    pub(in crate::explore) fn spurious_steps(&self) -> usize {
        match self.rules.spurious {
            true => self.events().filter(|(_, node)| node.is_spurious()).count(),
            false => 0,
        }
    }
}
