//! An order in which two racing events are adjacent.
//!
//! The order with the fewest preemptions may show one thread after the other, so that a reader
//! does not see the race. In the order here, the thread of the first event waits before it until
//! the other thread reaches the second event, if the graph allows that.

use std::collections::HashMap;

use super::order::Order;
use super::plan::Plan;
use crate::explore::graph::{EventId, Graph};
use crate::explore::runtime::{RacingPair, State};
use crate::sort;

/// The order of the execution that has just run, changed so that two events with this race are
/// adjacent. `None` if two such events are adjacent already, or in no interleaving.
pub(in crate::explore) fn side_by_side(
    state: &State,
    order: &Order,
    race: &RacingPair,
) -> Option<Order> {
    if !order.interleaved() {
        return None;
    }
    let pairs = pairs_of(state, order, race);
    if pairs.iter().any(|pair| pair.distance == 1) {
        return None;
    }
    let mut pairs = pairs.iter();
    pairs.find_map(|pair| meeting(&state.graph, order, pair.events))
}

/// Two racing events, and their distance in the order.
struct Pair {
    events: [EventId; 2],
    distance: usize,
}

/// The pairs of events with this race, by increasing distance. The first event of a pair comes
/// first in the order.
fn pairs_of(state: &State, order: &Order, race: &RacingPair) -> Vec<Pair> {
    let places: HashMap<_, _> = order.events.iter().copied().zip(0_usize..).collect();
    let races = state.racing_events().into_iter();
    let same = races.filter(|(other, _)| other.is_same(race));
    let pairs = same.filter_map(|(_, [a, b])| {
        let (at, then) = (*places.get(&a)?, *places.get(&b)?);
        let events = if at < then { [a, b] } else { [b, a] };
        let distance = at.abs_diff(then);
        Some(Pair { events, distance })
    });
    let mut pairs: Vec<_> = pairs.collect();
    sort::by_key(&mut pairs, |pair| (pair.distance, pair.events));
    pairs
}

/// The order, changed so that these two events are adjacent.
fn meeting(graph: &Graph, order: &Order, [first, second]: [EventId; 2]) -> Option<Order> {
    let mut plan = Plan::new(graph);
    let mut units = order.events.iter().copied().filter(|&id| id != first);
    let mut later = Vec::new();
    for id in units.by_ref().take_while(|&id| id != second) {
        let held = id.thread == first.thread && stands_at(&plan, first);
        if held || !go(&mut plan, id) {
            later.push(id);
        }
    }
    if !go(&mut plan, first) || !go(&mut plan, second) {
        return None;
    }
    later.extend(units);
    go_all(&mut plan, later)?;
    plan.is_done().then(|| Order {
        events: plan.order(),
        fewest: false,
        rank: order.rank.clone(),
    })
}

/// Whether this event is the next one of its thread.
fn stands_at(plan: &Plan<'_>, event: EventId) -> bool {
    plan.unit(event.thread)
        .is_some_and(|unit| unit.first == event)
}

/// Lets the unit of this event go, if it is the next unit of its thread and may go. An event
/// inside a unit has gone with the unit.
fn go(plan: &mut Plan<'_>, event: EventId) -> bool {
    let Some(unit) = plan.unit(event.thread) else {
        return true;
    };
    if unit.first.index > event.index {
        return true;
    }
    let may = unit.first == event && plan.may_go(event.thread);
    if may {
        plan.go(event.thread);
    }
    may
}

/// Lets all these events go, each as soon as it may; `None` if none of the remaining events may
/// go.
fn go_all(plan: &mut Plan<'_>, mut left: Vec<EventId>) -> Option<()> {
    while !left.is_empty() {
        let before = left.len();
        left.retain(|&id| !go(plan, id));
        if left.len() == before {
            return None;
        }
    }
    Some(())
}
