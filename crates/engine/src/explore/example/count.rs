//! How many interleavings a graph stands for.

use rustc_hash::FxHashMap;

use super::plan::Plan;
use crate::explore::graph::Graph;

/// How many states the count of interleavings of one graph remembers.
const MAX_STATES: usize = 1 << 20;

/// How many interleavings of its steps a graph has; 0 if it is not sequentially
/// consistent, `None` if there are too many to count.
pub(in crate::explore) fn interleavings(graph: &Graph) -> Option<u128> {
    let mut plan = Plan::new(graph);
    plan.go_on();
    if !plan.queue_is_sorted() {
        return Some(0);
    }
    count(&mut plan, &mut FxHashMap::default())
}

/// A place in the count from which some threads have not been tried yet.
struct Counting {
    key: u128,
    /// How long the plan's log was there.
    len: usize,
    /// How many ways on have been found from here.
    sum: u128,
    /// The next thread to try.
    next: u8,
}

/// How many ways the plan can go on to its end; how many there are from which state is
/// noted in `known`.
fn count(plan: &mut Plan<'_>, known: &mut FxHashMap<u128, u128>) -> Option<u128> {
    let mut open: Vec<Counting> = Vec::new();
    loop {
        // What is known of the place that has just been reached.
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
