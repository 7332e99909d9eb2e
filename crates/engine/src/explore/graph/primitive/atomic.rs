//! Atomics and fences: the accesses to which the memory model applies.

use std::sync::atomic::Ordering;

use super::{Asks, Named, Placing, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::past::{acquires, releases};
use crate::explore::graph::{EventId, Graph, Node, ObjectIndex, OfAtomic, Pasts, Update};
use crate::explore::schedule::Mark;

/// The choice of a weak compare-exchange that fails spuriously.
const SPURIOUS: u8 = 1;

impl Primitive for OfAtomic {
    fn reads(self) -> bool {
        !matches!(self, Self::Store(_) | Self::Fence)
    }

    fn written(self, asks: &Asks<'_>, read: u64, choice: u8) -> Option<u64> {
        match self {
            Self::Load | Self::Fence => None,
            Self::Store(value) => Some(value),
            Self::Update(update, operand) => update.apply(asks.value_type(), read, operand),
            Self::CompareExchange { expected, new, .. } => {
                (read == expected && choice != SPURIOUS).then_some(new)
            }
        }
    }

    fn alternatives(self, read: u64, spurious: bool) -> u8 {
        match self {
            Self::CompareExchange { expected, weak, .. } => {
                1 + u8::from(weak && spurious && read == expected)
            }
            _ => 1,
        }
    }

    fn placing(self) -> Placing {
        match self {
            Self::Store(_) => Placing::Anywhere,
            _ => Placing::Nowhere,
        }
    }

    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let node = graph.node(id);
        let ordering = graph.strength(self.ordering(node));
        match self {
            Self::Fence => {
                if acquires(ordering) {
                    graph.join_messages(&mut pasts.before, id);
                }
                if releases(ordering) {
                    pasts.fence(id);
                }
            }
            _ if acquires(ordering) => pasts.before.join(&graph.published(node.source)),
            _ => {}
        }
    }

    fn may_be_spurious(self) -> bool {
        matches!(self, Self::CompareExchange { weak: true, .. })
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        match self {
            Self::Fence => Turn::behind(EventId::INITIAL),
            _ => Turn::in_order(graph, graph.node(id)),
        }
    }

    fn marks(self, graph: &Graph, object: ObjectIndex) -> Vec<Mark> {
        match self {
            Self::Fence => Vec::new(),
            Self::Store(_) => graph.places_back(object).map(Mark::Behind).collect(),
            _ => graph
                .places_back(object)
                .map(Mark::Older)
                .chain(self.may_be_spurious().then_some(Mark::Spurious))
                .collect(),
        }
    }

    fn mark(self, node: &Node) -> Option<Mark> {
        (node.choice == SPURIOUS).then_some(Mark::Spurious)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Load => "a load",
            Self::Store(_) => "a store",
            Self::Update(Update::Clone, _) => "the clone of an Arc",
            Self::Update(Update::Drop, _) => "the drop of an Arc",
            Self::Update(Update::Upgrade, _) => "the upgrade of a Weak",
            Self::Update(Update::Take, _) => "a look at the owners of an Arc",
            Self::Update(..) => "a read-modify-write",
            Self::CompareExchange { .. } => "a compare_exchange",
            Self::Fence => "a fence",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        let name = object.name;
        match self {
            Self::Load => format!("load {name}"),
            Self::Store(new) => format!("store {name} <- {}", object.value(new)),
            Self::Update(Update::Swap, new) => format!("swap {name} <- {}", object.value(new)),
            Self::Update(function, _) if function.is_of_arc() => {
                format!("{} {name}", function.name())
            }
            Self::Update(function, operand) => {
                format!("{} {name} by {}", function.name(), object.value(operand))
            }
            Self::CompareExchange { expected, new, .. } => format!(
                "compare_exchange {name}: {} <- {}",
                object.value(expected),
                object.value(new)
            ),
            Self::Fence => format!("fence {:?}", object.ordering),
        }
    }

    fn told(self, node: &Node, object: &Named<'_>) -> execution::Operation {
        use execution::Operation;
        let ordering = object.ordering;
        match self {
            Self::Load => Operation::Load(ordering),
            Self::Store(_) => Operation::Store(ordering),
            Self::Update(update, _) => Operation::Update(update.name(), ordering),
            Self::CompareExchange { .. } if node.writes => {
                Operation::Update("compare_exchange", ordering)
            }
            Self::CompareExchange { failure, .. } if node.choice == SPURIOUS => {
                Operation::SpuriousFailure(failure)
            }
            Self::CompareExchange {
                expected, failure, ..
            } => Operation::CompareFailed {
                expected: object.value(expected),
                ordering: failure,
            },
            Self::Fence => Operation::Fence(ordering),
        }
    }
}

impl OfAtomic {
    /// The ordering of the event. A failed compare-exchange has its failure ordering. A failed
    /// upgrade or take of an `Arc` is Relaxed, as in std.
    pub(in crate::explore) fn ordering(self, node: &Node) -> Ordering {
        match self {
            Self::CompareExchange { failure, .. } if !node.writes => failure,
            Self::Update(..) if !node.writes => Ordering::Relaxed,
            _ => node.operation.ordering,
        }
    }
}
