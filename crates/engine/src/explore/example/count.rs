//! Counts the interleavings of a graph.

use rustc_hash::FxHashMap;

use super::plan::Plan;
use crate::explore::graph::Graph;

/// The most states that the count of one graph stores.
const MAX_STATES: usize = 1 << 20;

/// The number of interleavings of a graph's steps: 0 if the graph is not sequentially consistent,
/// `None` if they are too many to count.
pub(in crate::explore) fn interleavings(graph: &Graph) -> Option<u128> {
    let mut plan = Plan::new(graph);
    plan.go_on();
    if !plan.queue_is_sorted() {
        return Some(0);
    }
    count(&mut plan, &mut FxHashMap::default())
}

/// A place in the count from which some threads are still to be tried.
struct Counting {
    key: u128,
    /// The length of the plan's log at this place.
    len: usize,
    /// The number of ways found from here so far.
    sum: u128,
    /// The next thread to try.
    next: u8,
}

/// The number of ways in which the plan can continue to its end. `known` records it for each state.
fn count(plan: &mut Plan<'_>, known: &mut FxHashMap<u128, u128>) -> Option<u128> {
    let mut open: Vec<Counting> = Vec::new();
    loop {
        // The known number of ways from the current place, if any.
        let mut found = None;
        if plan.is_done() {
            found = Some(1);
        } else {
            let key = plan.key()?;
            match known.get(&key) {
                Some(&count) => found = Some(count),
                None => open.push(Counting {
                    key,
                    len: plan.log.len(),
                    sum: 0,
                    next: 0,
                }),
            }
        }
        loop {
            let Some(here) = open.last_mut() else {
                return found;
            };
            if let Some(count) = found.take() {
                here.sum = here.sum.checked_add(count)?;
            }
            plan.undo(here.len);
            if let Some(thread) = (here.next..plan.threads()).find(|&t| plan.may_go(t)) {
                here.next = thread + 1;
                plan.go(thread);
                plan.go_on();
                break;
            }
            if known.len() >= MAX_STATES {
                return None;
            }
            known.insert(here.key, here.sum);
            found = Some(here.sum);
            open.pop();
        }
    }
}
