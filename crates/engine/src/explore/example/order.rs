//! The order of a graph's events that is easiest to follow.

use std::cmp::Ordering;

use super::bound::needs_more;
use super::fewest::Search;
use super::plan::Plan;
use super::rank::{Rank, cost};
use super::unit::waits_for_ever;
use crate::explore::MAX_THREADS;
use crate::explore::graph::{EventId, Graph};
use crate::explore::schedule::{Step, letter};

/// An order of a graph's events.
#[derive(Clone, Debug)]
pub(in crate::explore) struct Order {
    pub(in crate::explore) events: Vec<EventId>,
    /// Whether it is known to have the fewest preemptions.
    pub(in crate::explore) fewest: bool,
    pub(in crate::explore) rank: Rank,
}

impl Order {
    /// Whether every read in it returns the newest value.
    pub(in crate::explore) fn interleaved(&self) -> bool {
        self.rank.surprises == 0
    }

    /// The actual order of the events of a stepped execution.
    pub(in crate::explore) fn as_stepped(events: &[EventId]) -> Self {
        Self {
            events: events.to_vec(),
            fewest: false,
            rank: Rank::unranked(),
        }
    }

    /// The actual order of the events of a walk with this number of preemptions; no order of the
    /// graph has fewer.
    pub(in crate::explore) fn as_walked(
        events: &[EventId],
        steps: &[Step],
        preemptions: usize,
    ) -> Self {
        let letters = steps.iter().map(|step| letter(usize::from(step.thread)));
        Self {
            events: events.to_vec(),
            fewest: true,
            rank: Rank {
                surprises: 0,
                preemptions,
                len: steps.len(),
                text: letters.collect(),
            },
        }
    }
}

/// The best order of a graph, if it is better than `than`, and the plan that found it.
pub(in crate::explore) fn best_order<'g>(
    graph: &'g Graph,
    than: Option<&Rank>,
) -> Option<(Order, Box<Plan<'g>>)> {
    if than.is_some_and(|than| is_least(than, graph)) {
        return None;
    }
    // After an interleaving, only another interleaving can be better.
    let known = than.filter(|than| than.surprises == 0);
    if known.is_some_and(|than| needs_more(graph, than.preemptions)) {
        return None;
    }
    let mut plan = Plan::new(graph);
    plan.go_on();
    let start = plan.log.len();
    let mut search = Search::default();
    if let Some(than) = known {
        // The search for a better order needs no order to start from.
        match search.find_fewest(&mut plan, than.preemptions, Some(than)) {
            Some(found) => {
                return found.and_then(|budget| better(plan, budget, true, Some(than)));
            }
            None => plan.undo(start),
        }
    }
    let Some(ceiling) = run_to_end(&mut plan, start) else {
        return weak_order(plan, start, than);
    };
    let greedy = plan.log.clone();
    plan.undo(start);
    if known.is_none()
        && let Some(found) = search.find_fewest(&mut plan, ceiling, None)
    {
        return found.and_then(|budget| better(plan, budget, true, than));
    }
    plan.undo(start);
    for &thread in &greedy[start..] {
        plan.go(thread);
    }
    better(plan, ceiling, false, than)
}

/// An order of a graph, found without a search for the best one, and its plan.
pub(in crate::explore) fn any_order(graph: &Graph) -> Option<(Order, Box<Plan<'_>>)> {
    let mut plan = Plan::new(graph);
    plan.go_on();
    let start = plan.log.len();
    match run_to_end(&mut plan, start) {
        Some(preemptions) => better(plan, preemptions, false, None),
        None => weak_order(plan, start, None),
    }
}

/// Whether no order of the graph can be better than this one, because even running one thread
/// after the other would not be. This check runs for every execution, so it builds no rank.
fn is_least(than: &Rank, graph: &Graph) -> bool {
    if than.surprises > 0 || than.preemptions > 0 {
        return false;
    }
    let mut steps = [('?', 0_usize); MAX_THREADS];
    let steps = &mut steps[..graph.threads.len()];
    for (thread, (nodes, of_thread)) in graph.threads.iter().zip(&mut *steps).enumerate() {
        let count = nodes.last().map_or(0, |last| {
            let asks_in_vain = waits_for_ever(graph, EventId::at(thread, nodes.len() - 1));
            usize::from(last.steps) - usize::from(asks_in_vain)
        });
        *of_thread = (letter(thread), count);
    }
    // In the order of the letters: main goes to its place among the others.
    let before_main = steps[1..].partition_point(|&(letter, _)| letter < steps[0].0);
    steps[..=before_main].rotate_left(1);
    let len: usize = steps.iter().map(|(_, count)| count).sum();
    match len.cmp(&than.len) {
        Ordering::Less => return false,
        Ordering::Greater => return true,
        Ordering::Equal => {}
    }
    let mut text = than.text.bytes();
    for &(letter, count) in &*steps {
        for known in text.by_ref().take(count) {
            match letter.cmp(&char::from(known)) {
                Ordering::Less => return false,
                Ordering::Greater => return true,
                Ordering::Equal => {}
            }
        }
    }
    true
}

/// The plan's order, if it is better than `than`.
fn better<'g>(
    plan: Plan<'g>,
    preemptions: usize,
    fewest: bool,
    than: Option<&Rank>,
) -> Option<(Order, Box<Plan<'g>>)> {
    let rank = Rank::of(&plan, 0, preemptions);
    ranked(plan, rank, fewest, than)
}

fn ranked<'g>(
    plan: Plan<'g>,
    rank: Rank,
    fewest: bool,
    than: Option<&Rank>,
) -> Option<(Order, Box<Plan<'g>>)> {
    if than.is_some_and(|than| rank >= *than) {
        return None;
    }
    let order = Order {
        events: plan.order(),
        fewest,
        rank,
    };
    Some((order, Box::new(plan)))
}

/// Finishes the plan as an interleaving. Returns a number of preemptions that suffices; `None` if
/// the plan gets stuck.
fn run_to_end(plan: &mut Plan<'_>, start: usize) -> Option<usize> {
    match run_greedily(plan) {
        // The greedy order may have delayed the wrong sender of a channel.
        None if plan.graph.is_sequential() => run_thoroughly(plan, start),
        preemptions => preemptions,
    }
}

/// Continues to the end, on one thread as long as possible. Returns the number of preemptions, or
/// `None` if it gets stuck.
fn run_greedily(plan: &mut Plan<'_>) -> Option<usize> {
    let mut last = None;
    let mut preemptions = 0;
    while !plan.is_done() {
        let stay = last.filter(|&t| plan.may_go(t));
        let thread = stay.or_else(|| (0..plan.threads()).find(|&t| plan.may_go(t)))?;
        preemptions += cost(plan, last, thread);
        plan.go(thread);
        plan.go_on();
        last = Some(thread);
    }
    Some(preemptions)
}

/// Some order and its number of preemptions, if the greedy way gets stuck.
fn run_thoroughly(plan: &mut Plan<'_>, start: usize) -> Option<usize> {
    plan.undo(start);
    let budget = plan.graph.len();
    (Search::default().find(plan, budget, None) == Some(true)).then_some(budget)
}

/// An order for a graph that no interleaving explains. Causes come first. A step that surprises (it
/// reads an older value, or writes behind a newer one) comes only if no other thread can move.
fn weak_order<'g>(
    mut plan: Plan<'g>,
    start: usize,
    than: Option<&Rank>,
) -> Option<(Order, Box<Plan<'g>>)> {
    if than.is_some_and(|r| r.surprises == 0) {
        return None;
    }
    plan.undo(start);
    let (mut last, mut surprises, mut preemptions) = (None, 0, 0);
    while !plan.is_done() {
        let first = |plan: &Plan<'_>| {
            let stay = last.filter(|&t| plan.may_go(t));
            stay.or_else(|| (0..plan.threads()).find(|&t| plan.may_go(t)))
        };
        let thread = match first(&plan) {
            Some(thread) => thread,
            None => {
                plan.set_sequential(false);
                surprises += 1;
                // The causes have no cycle, so some thread can move.
                first(&plan)?
            }
        };
        preemptions += cost(&plan, last, thread);
        plan.go(thread);
        plan.set_sequential(true);
        plan.go_on();
        last = Some(thread);
    }
    let rank = Rank::of(&plan, surprises.max(1), preemptions);
    ranked(plan, rank, false, than)
}
