//! An order in which two events that race come one directly behind the other.
//!
//! The order with the fewest preemptions may show one thread behind the other, and a reader
//! wonders what should be wrong with that. Here the thread of the first event waits in front
//! of it until the other thread has come to the second one, where the graph lets it.

use std::collections::HashMap;

use super::order::Order;
use super::plan::Plan;
use crate::explore::graph::{EventId, Graph};
use crate::explore::runtime::{RacingPair, State};
use crate::explore::sort;

/// The order of the execution that has just been run, changed so that two events with such a
/// race meet; `None` if two do so already, or no interleaving has any meet.
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

/// Two events with a race, and how far one stands behind the other.
struct Pair {
    events: [EventId; 2],
    distance: usize,
}

/// The pairs of events with this race, those first that stand near to each other; the event
/// that comes first in the order is the first one.
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

/// The order, changed so that these two events meet.
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

/// Whether the thread of this event stands in front of it.
fn stands_at(plan: &Plan<'_>, event: EventId) -> bool {
    plan.unit(event.thread)
        .is_some_and(|unit| unit.first == event)
}

/// Lets the unit of this event go, if the event begins the next one of its thread and may;
/// an event inside of a unit has gone with it.
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

/// Lets all of these go, each as soon as it may; `None` if there is no way on.
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
