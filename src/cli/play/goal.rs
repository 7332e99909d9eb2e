//! What `play` asks for.

use std::fmt::Debug;

use crate::explore::{Execution, Exploration, Failure, FailureKind, Situation};
use crate::proof::Returned;
use crate::view::Rating;

use super::super::instance::Instance;

/// What `play` asks somebody to cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal<O> {
    /// The program ends with this outcome.
    Outcome(O),
    /// The program ends with any outcome that is rated forbidden; the text says what
    /// to do, as in `make counter end below 2`.
    Forbidden(String),
    /// Threads wait for each other, and none can move; the text says what to do, as in
    /// `put all three to sleep`.
    Deadlock(String),
    /// The program fails in this way.
    Failure(FailureKind),
}

impl<O: Ord + Clone + Debug + Send + 'static> Goal<O> {
    /// The same goal, the type of its outcome forgotten.
    pub(in super::super) fn forget(self) -> Goal<Returned> {
        match self {
            Self::Outcome(outcome) => Goal::Outcome(Returned::new(outcome)),
            Self::Forbidden(task) => Goal::Forbidden(task),
            Self::Deadlock(task) => Goal::Deadlock(task),
            Self::Failure(kind) => Goal::Failure(kind),
        }
    }
}

impl Goal<Returned> {
    /// What to do, as an imperative that a full stop may follow.
    pub(in super::super) fn task(&self, outcome: &str) -> String {
        let task = match self {
            Self::Outcome(value) => return format!("make {outcome} end as {value:?}"),
            Self::Forbidden(task) | Self::Deadlock(task) => return task.clone(),
            Self::Failure(FailureKind::Deadlock) => {
                "cause a deadlock: threads wait for each other, and none can move"
            }
            Self::Failure(FailureKind::Livelock) => {
                "cause a livelock: a thread goes round a loop and waits in vain"
            }
            Self::Failure(FailureKind::Panic) => "make a thread panic",
            Self::Failure(FailureKind::DataRace) => {
                "cause a data race: two accesses to plain memory that nothing orders"
            }
            Self::Failure(FailureKind::Nondeterminism) => "make the program contradict itself",
        };
        task.to_owned()
    }

    /// Whether the situation is what was asked for.
    pub(super) fn is_reached(
        &self,
        instance: &dyn Instance,
        situation: &Situation<Returned>,
    ) -> bool {
        let kinds: Vec<_> = situation.failures.iter().map(|f| f.kind).collect();
        self.holds(instance, situation.outcome.as_ref(), &kinds)
    }

    /// Whether this is what was asked for: an outcome, if the program has come to its end,
    /// and the kinds of failures on the way.
    pub(in super::super) fn holds(
        &self,
        instance: &dyn Instance,
        outcome: Option<&Returned>,
        failures: &[FailureKind],
    ) -> bool {
        match self {
            Self::Outcome(value) => outcome == Some(value),
            Self::Forbidden(_) => outcome.is_some_and(|o| instance.rate(o).0 == Rating::Forbidden),
            Self::Deadlock(_) => failures.contains(&FailureKind::Deadlock),
            Self::Failure(kind) => failures.contains(kind),
        }
    }

    /// Whether some execution does what is asked for.
    pub(super) fn is_possible(
        &self,
        instance: &dyn Instance,
        found: &Exploration<Returned>,
    ) -> bool {
        let fails = |kind| found.failures().iter().any(|f| f.kind == kind);
        match self {
            Self::Outcome(value) => found.outcomes().contains_key(value),
            Self::Forbidden(_) => {
                let mut outcomes = found.outcomes().keys();
                outcomes.any(|o| instance.rate(o).0 == Rating::Forbidden)
            }
            Self::Deadlock(_) => fails(FailureKind::Deadlock),
            Self::Failure(kind) => fails(*kind),
        }
    }

    /// An execution that does what is asked for: of several the one with the fewest preemptions.
    pub(in super::super) fn example<'a>(
        &self,
        instance: &dyn Instance,
        found: &'a Exploration<Returned>,
    ) -> Option<&'a Execution> {
        let outcomes = found.outcomes().iter();
        let outcomes = outcomes.map(|(outcome, shown)| (Some(outcome), &[][..], &shown.example));
        let failures = found.failures().iter();
        let failures = failures.map(|f| (None, std::slice::from_ref(&f.kind), &f.execution));
        let all = outcomes.chain(failures);
        let holds = all.filter(|(outcome, kinds, _)| self.holds(instance, *outcome, kinds));
        let examples = holds.map(|(_, _, example)| example);
        examples.min_by_key(|example| (example.preemptions, example.events.len()))
    }

    /// The kind of failure that it asks for, if it asks for one.
    pub(super) fn kind(&self) -> Option<FailureKind> {
        match self {
            Self::Deadlock(_) => Some(FailureKind::Deadlock),
            Self::Failure(kind) => Some(*kind),
            Self::Outcome(_) | Self::Forbidden(_) => None,
        }
    }
}

/// The goals that an exploration has shown to be possible.
pub(in super::super) fn possible(
    instance: &dyn Instance,
    exercise: bool,
    found: &Exploration<Returned>,
) -> Vec<Goal<Returned>> {
    among(instance, exercise, |goal| goal.is_possible(instance, found))
}

/// The goals that are possible: the lab's own, and the failures that there are. A data race
/// counts only where there is nothing else to cause, since it mostly comes with every
/// execution.
pub(in super::super) fn among(
    instance: &dyn Instance,
    exercise: bool,
    is_possible: impl Fn(&Goal<Returned>) -> bool,
) -> Vec<Goal<Returned>> {
    let mut goals = match exercise {
        true => instance.exercise_goals(),
        false => instance.goals(),
    };
    goals.retain(&is_possible);
    let kinds = [
        FailureKind::Deadlock,
        FailureKind::Livelock,
        FailureKind::Panic,
        FailureKind::DataRace,
    ];
    for kind in kinds {
        let alone = goals.is_empty() || kind != FailureKind::DataRace;
        let is_asked = goals.iter().any(|goal| goal.kind() == Some(kind));
        let goal = Goal::Failure(kind);
        if alone && !is_asked && is_possible(&goal) {
            goals.push(goal);
        }
    }
    goals
}

/// Whether it is a data race, after which the program goes on.
pub(super) fn is_race(failure: &Failure) -> bool {
    failure.kind == FailureKind::DataRace
}

/// A data race that an exploration under weak memory found in an interleaving.
pub(super) fn interleaved_race(found: &Exploration<Returned>) -> Option<Goal<Returned>> {
    let mut races = found.failures().iter();
    let found = races.any(|f| f.kind == FailureKind::DataRace && f.execution.interleaved);
    found.then_some(Goal::Failure(FailureKind::DataRace))
}
