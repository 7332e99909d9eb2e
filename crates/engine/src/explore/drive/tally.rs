//! The count of the executions with one outcome or failure, and the example that is the easiest to
//! follow.

use crate::explore::Execution;
use crate::explore::example::{
    Order, Rank, any_order, best_order, race_message, side_by_side, tell,
};
use crate::explore::exploration::Outcome;
use crate::explore::runtime::{RacingPair, State};
use crate::sort;

/// The count of the executions with one outcome or failure, and the best example.
#[derive(Clone, Debug, Default)]
pub(in crate::explore) struct Tally {
    pub(super) executions: u64,
    pub(super) example: Option<(Ease, Execution)>,
}

/// The ease of following an example; the least is the best. An example has a spurious step only if
/// every execution with its outcome or failure has one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) struct Ease {
    /// The number of spurious wake-ups and spurious failures.
    spurious: usize,
    rank: Rank,
}

impl Tally {
    /// Counts the execution that has just run, and keeps it if it is the easiest to follow. Unless
    /// the execution was walked, the example of a race shows its two events side by side.
    pub(super) fn count(
        &mut self,
        state: &State,
        walked: Option<&Order>,
        race: Option<&RacingPair>,
    ) {
        self.executions += 1;
        let spurious = state.graph.spurious_steps();
        let best = self.example.as_ref().map(|(ease, _)| ease);
        if best.is_some_and(|best| best.spurious < spurious) {
            return;
        }
        let rank = best.filter(|best| best.spurious == spurious);
        let rank = rank.map(|best| &best.rank);
        let order = match walked {
            Some(order) if rank.is_some_and(|best| *best <= order.rank) => None,
            Some(order) => Some((order.clone(), None)),
            None => best_order(&state.graph, rank).map(|(order, plan)| (order, Some(plan))),
        };
        if let Some((order, plan)) = order {
            let race = race.filter(|_| walked.is_none());
            let together = race.and_then(|race| side_by_side(state, &order, race));
            let mut execution = tell(state, together.as_ref().unwrap_or(&order), plan);
            if walked.is_some() {
                // A walk knows which threads could continue; the graph shows only which did.
                execution.preemptions = order.rank.preemptions;
            }
            if let Some(race) = race {
                let message = race_message(state, race);
                sort::by_key(&mut execution.races, |race| race.sentence != message);
            }
            let rank = order.rank;
            self.example = Some((Ease { spurious, rank }, execution));
        }
        // Without an order, the result would silently lack this outcome or failure.
        assert!(self.example.is_some(), "every execution has an order");
    }

    /// Counts the execution that has just run, and keeps it if it is the first.
    pub(super) fn count_first(&mut self, state: &State) {
        self.executions += 1;
        if self.example.is_none() {
            let (order, plan) = any_order(&state.graph).expect("every execution has an order");
            let execution = tell(state, &order, Some(plan));
            let (spurious, rank) = (state.graph.spurious_steps(), order.rank);
            self.example = Some((Ease { spurious, rank }, execution));
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.executions += other.executions;
        self.example = match (self.example.take(), other.example) {
            (Some(a), Some(b)) => Some(if a.0 <= b.0 { a } else { b }),
            (a, b) => a.or(b),
        };
    }

    pub(in crate::explore) fn into_outcome(self) -> Option<Outcome> {
        let (_, example) = self.example?;
        Some(Outcome {
            executions: self.executions,
            example,
        })
    }
}
