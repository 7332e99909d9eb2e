//! The ease of following an order.

use super::plan::Plan;
use crate::explore::MAX_THREADS;
use crate::explore::schedule::letter;

/// The ease of following an order; the least rank is the best.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) struct Rank {
    /// The number of reads that return older values, and of writes behind others: 0 if an
    /// interleaving explains the graph.
    pub(super) surprises: usize,
    pub(in crate::explore) preemptions: usize,
    pub(super) len: usize,
    /// The letters of its steps.
    pub(super) text: String,
}

impl Rank {
    /// The rank of an order that the explorer does not compare with others.
    pub(super) fn unranked() -> Self {
        Self {
            surprises: 0,
            preemptions: 0,
            len: 0,
            text: String::new(),
        }
    }

    /// The rank of the plan's order, after its end.
    pub(super) fn of(plan: &Plan<'_>, surprises: usize, preemptions: usize) -> Self {
        let mut next = [0_usize; MAX_THREADS];
        let mut text = String::with_capacity(plan.steps());
        for &thread in &plan.log {
            let me = usize::from(thread);
            if plan.unit_at(thread, next[me]).step {
                text.push(letter(me));
            }
            next[me] += 1;
        }
        Self {
            surprises,
            preemptions,
            len: text.len(),
            text,
        }
    }
}

/// 1 if moving `thread` preempts a thread that could continue.
pub(super) fn cost(plan: &Plan<'_>, last: Option<u8>, thread: u8) -> usize {
    usize::from(last.is_some_and(|l| l != thread && plan.could_go_on(l)))
}
