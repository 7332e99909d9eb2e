//! The collection of the outcomes and failures of an exploration.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::tally::{Ease, Tally};
use crate::explore::SourceLine;
use crate::explore::example::{Order, deadlock_message, interleavings, race_message, spin_message};
use crate::explore::exploration::{Failure, FailureKind, Outcome};
use crate::explore::graph::Graph;
use crate::explore::runtime::{Ending, RacingPair, State};
use crate::sort;

/// The most failures that one exploration keeps. More of them tell a reader nothing new.
const MAX_FAILURES: usize = 1000;

/// The number of visits of a thread to a line from which on the line counts as part of a loop.
const MANY: usize = 50;

/// The data to record besides outcomes and failures.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::explore) struct Notes {
    pub(in crate::explore) interleavings: bool,
    pub(in crate::explore) graphs: bool,
    /// Whether the example of an outcome is the first execution that returned it, and not the
    /// easiest to follow.
    pub(in crate::explore) first_examples: bool,
}

/// The findings of one worker, or of all of them. The [program](super::Program) numbers the values
/// that it returned.
#[derive(Debug, Default)]
pub(in crate::explore) struct Collection {
    notes: Notes,
    pub(in crate::explore) executions: u64,
    pub(in crate::explore) discarded: u64,
    /// `None` if they are too many to count.
    pub(in crate::explore) interleavings: Option<u128>,
    pub(in crate::explore) graphs: Vec<String>,
    /// Whether a search has given up a loop with many rounds as a waiting loop.
    pub(in crate::explore) gave_up_a_loop: bool,
    /// The line that a thread visited most often, in an execution with too many operations.
    pub(in crate::explore) busiest: Option<SourceLine>,
    outcomes: Vec<Tally>,
    failures: FxHashMap<(FailureKind, String), Tally>,
}

impl Collection {
    pub(in crate::explore) fn new(notes: Notes) -> Self {
        Self {
            notes,
            interleavings: notes.interleavings.then_some(0),
            ..Self::default()
        }
    }

    /// Records the execution that has just reached the limit on operations.
    pub(super) fn note_too_long(&mut self, graph: &Graph) {
        let mut times: FxHashMap<SourceLine, usize> = FxHashMap::default();
        let longest = graph.threads.iter().max_by_key(|events| events.len());
        for event in longest.into_iter().flatten() {
            *times.entry(event.operation.place.into()).or_default() += 1;
        }
        // Of several such lines the first, so that the result is the same each time.
        let busiest = times
            .into_iter()
            .max_by_key(|&(place, times)| (times, Reverse(place)));
        // A few visits are no evidence of a loop.
        let busiest = busiest.filter(|&(_, times)| times >= MANY);
        self.busiest = busiest.map(|(place, _)| place);
    }

    /// Records the execution that has just run. `outcome` is the number of the value that the
    /// program returned. If the execution was `walked`, its example has that order instead of the
    /// best one. Returns whether the execution failed.
    pub(in crate::explore) fn add(
        &mut self,
        state: &State,
        ending: &Ending,
        outcome: Option<usize>,
        walked: Option<&Order>,
    ) -> bool {
        let changed = matches!(ending, Ending::Changed(_));
        if *ending == Ending::Discarded {
            // Its loop can have any number of rounds, so the interleavings have no number.
            self.interleavings = None;
        }
        if !changed && !is_counted(state, ending) {
            self.discarded += u64::from(!state.graph.finds_a_wait_for_a_hold());
            return false;
        }
        let failure = match ending {
            Ending::Livelock => {
                self.interleavings = None;
                Some((FailureKind::Livelock, spin_message(state)))
            }
            Ending::Deadlock => Some((FailureKind::Deadlock, deadlock_message(state))),
            Ending::Panicked => Some((FailureKind::Panic, panic_message(state))),
            Ending::Changed(why) => Some((FailureKind::Nondeterminism, why.clone())),
            _ => None,
        };
        self.executions += 1;
        if !changed {
            self.note(&state.graph);
        }
        let races = state.races();
        let failed = failure.is_some() || !races.is_empty();
        for race in races {
            let name = (FailureKind::DataRace, race_message(state, &race));
            self.fail(name, state, walked, Some(&race));
        }
        match (failure, outcome) {
            (Some(failure), _) => self.fail(failure, state, walked, None),
            (None, Some(number)) if *ending != Ending::Discarded => {
                match self.notes.first_examples && walked.is_none() {
                    true => self.tally(number).count_first(state),
                    false => self.tally(number).count(state, walked, None),
                }
            }
            (None, _) => {}
        }
        failed
    }

    /// Whether exactly one execution has returned this value.
    pub(in crate::explore) fn is_first(&self, outcome: usize) -> bool {
        self.outcomes
            .get(outcome)
            .is_some_and(|tally| tally.executions == 1)
    }

    fn note(&mut self, graph: &Graph) {
        if let Some(sum) = self.interleavings {
            self.interleavings = interleavings(graph).and_then(|n| sum.checked_add(n));
        }
        if self.notes.graphs {
            self.graphs.push(graph.to_string());
        }
    }

    fn fail(
        &mut self,
        failure: (FailureKind, String),
        state: &State,
        walked: Option<&Order>,
        race: Option<&RacingPair>,
    ) {
        let tally = self.failures.entry(failure).or_default();
        tally.count(state, walked, race);
        self.forget_failures();
    }

    /// Drops the failures that are hardest to follow, if the collection has too many.
    fn forget_failures(&mut self) {
        while self.failures.len() > MAX_FAILURES {
            let rank = |tally: &Tally| tally.example.as_ref().map(|(ease, _)| ease.clone());
            let worst = self
                .failures
                .iter()
                .max_by_key(|(name, tally)| (rank(tally), (*name).clone()))
                .map(|(name, _)| name.clone());
            if let Some(worst) = worst {
                self.failures.remove(&worst);
            }
        }
    }

    /// Adds the findings of another worker.
    pub(super) fn merge(&mut self, other: Self) {
        self.executions += other.executions;
        self.discarded += other.discarded;
        self.interleavings = match (self.interleavings, other.interleavings) {
            (Some(a), Some(b)) => a.checked_add(b),
            _ => None,
        };
        self.graphs.extend(other.graphs);
        self.busiest = self.busiest.or(other.busiest);
        self.gave_up_a_loop |= other.gave_up_a_loop;
        for (failure, tally) in other.failures {
            self.failures.entry(failure).or_default().merge(tally);
        }
        self.forget_failures();
        for (number, tally) in other.outcomes.into_iter().enumerate() {
            self.tally(number).merge(tally);
        }
    }

    fn tally(&mut self, outcome: usize) -> &mut Tally {
        if self.outcomes.len() <= outcome {
            self.outcomes.resize_with(outcome + 1, Tally::default);
        }
        &mut self.outcomes[outcome]
    }

    /// Takes the outcomes, by number. `None` for a value that only failed executions returned.
    pub(in crate::explore) fn outcomes(&mut self) -> Vec<Option<Outcome>> {
        let tallies = std::mem::take(&mut self.outcomes).into_iter();
        tallies.map(Tally::into_outcome).collect()
    }

    /// The failures, the easiest to follow first.
    pub(in crate::explore) fn failures(&mut self) -> Vec<Failure> {
        let failures = std::mem::take(&mut self.failures);
        let mut ranked: Vec<(Ease, Failure)> = failures
            .into_iter()
            .filter_map(|((kind, message), tally)| {
                let (rank, execution) = tally.example?;
                let failure = Failure {
                    kind,
                    message,
                    executions: tally.executions,
                    execution,
                };
                Some((rank, failure))
            })
            .collect();
        sort::by(&mut ranked, |(a, x), (b, y)| {
            (a, x.kind, &x.message).cmp(&(b, y.kind, &y.message))
        });
        ranked.into_iter().map(|(_, failure)| failure).collect()
    }
}

/// Whether an execution with this ending counts.
pub(super) fn is_counted(state: &State, ending: &Ending) -> bool {
    // Otherwise the graph in which the `try_lock` finds the holder counts.
    !state.graph.finds_a_wait_for_a_hold()
        // No other execution has the races in a failed round.
        && (*ending != Ending::Discarded || !state.races().is_empty())
}

/// The message of the panic that ended an execution: that of the lowest-numbered thread that
/// panicked.
fn panic_message(state: &State) -> String {
    match state.threads.iter().find_map(|t| t.panic.as_ref()) {
        Some((text, Some(place))) => format!("{text} ({place})"),
        Some((text, None)) => text.clone(),
        None => "a panic without a message".to_owned(),
    }
}
