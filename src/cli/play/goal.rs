//! The goals of `play`.

use crate::explore::{Execution, Exploration, Failure, FailureKind, Situation};
use crate::proof::Returned;
use crate::view::Rating;

use super::super::demonstration::Goal;
use super::super::instance::Instance;

impl Goal<Returned> {
    /// The task as an imperative, without a full stop.
    pub(in super::super) fn task(&self, outcome: &str) -> String {
        let task = match self {
            Self::Outcome(value) => return format!("make {outcome} end as {value:?}"),
            Self::Forbidden(task) | Self::Deadlock(task) => return task.clone(),
            Self::Failure(FailureKind::Deadlock) => {
                "cause a deadlock: threads wait for each other, and none can move"
            }
            Self::Failure(FailureKind::Livelock) => {
                "cause a livelock: a thread loops and waits for a value that no thread writes"
            }
            Self::Failure(FailureKind::Panic) => "make a thread panic",
            Self::Failure(FailureKind::DataRace) => {
                "cause a data race: two accesses to plain memory that nothing orders"
            }
            Self::Failure(FailureKind::Nondeterminism) => "make the program contradict itself",
        };
        task.to_owned()
    }

    /// Whether the situation reaches the goal.
    pub(super) fn is_reached(
        &self,
        instance: &dyn Instance,
        situation: &Situation<Returned>,
    ) -> bool {
        let kinds: Vec<_> = situation.failures.iter().map(|f| f.kind).collect();
        self.holds(instance, situation.outcome.as_ref(), &kinds)
    }

    /// Whether this outcome, if the program has ended, or one of these failures reaches the goal.
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

    /// Whether some execution reaches the goal.
    pub(super) fn is_possible(
        &self,
        instance: &dyn Instance,
        found: &Exploration<Returned>,
    ) -> bool {
        self.example(instance, found).is_some()
    }

    /// An execution that reaches the goal: of several the one with the fewest preemptions.
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

    /// The kind of failure that the goal asks for, if any.
    pub(super) fn kind(&self) -> Option<FailureKind> {
        match self {
            Self::Deadlock(_) => Some(FailureKind::Deadlock),
            Self::Failure(kind) => Some(*kind),
            Self::Outcome(_) | Self::Forbidden(_) => None,
        }
    }
}

/// The goals that some execution of an exploration reaches.
pub(in super::super) fn possible(
    instance: &dyn Instance,
    exercise: bool,
    found: &Exploration<Returned>,
) -> Vec<Goal<Returned>> {
    among(instance, exercise, |goal| goal.is_possible(instance, found))
}

/// The possible goals: the lab's own, and the program's failures. A data race is a goal only if
/// there is no other, because it mostly occurs in every execution.
pub(in super::super) fn among(
    instance: &dyn Instance,
    exercise: bool,
    is_possible: impl Fn(&Goal<Returned>) -> bool,
) -> Vec<Goal<Returned>> {
    let mut goals = instance.goals(exercise);
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

/// Whether the failure is a data race, which does not end the program.
pub(super) fn is_race(failure: &Failure) -> bool {
    failure.kind == FailureKind::DataRace
}

/// A data race that occurs in an interleaving, though only an exploration under weak memory reports
/// it.
pub(super) fn interleaved_race(found: &Exploration<Returned>) -> Option<Goal<Returned>> {
    let mut races = found.failures().iter();
    let found = races.any(|f| f.kind == FailureKind::DataRace && f.execution.interleaved);
    found.then_some(Goal::Failure(FailureKind::DataRace))
}
