//! A failure that an exploration found, and the choice among several.

use crate::explore::{Execution, Failure, FailureKind};

use super::hash_order;
use super::verdict::Verdict;

/// A failure, with the execution that shows it.
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) sentence: String,
    /// The consequence of the failure in the example, as a sentence without its full stop.
    pub(super) consequence: Option<String>,
    pub(super) example: Execution,
}

impl Finding {
    pub(super) fn of_failure(failure: &Failure) -> Self {
        Self {
            verdict: match failure.kind {
                FailureKind::Panic => Verdict::Panic,
                FailureKind::Deadlock => Verdict::Deadlock,
                FailureKind::Livelock => Verdict::Livelock,
                FailureKind::DataRace => Verdict::DataRace,
                FailureKind::Nondeterminism => Verdict::NoVerdict,
            },
            sentence: match failure.kind {
                FailureKind::Panic => format!("a thread panicked: {}", failure.message),
                FailureKind::Nondeterminism => hash_order::told(&failure.message),
                _ => failure.message.clone(),
            },
            consequence: None,
            example: failure.execution.clone(),
        }
    }

    /// The wrong outcome as the consequence of a data race, if its execution has one.
    pub(super) fn into_race(self) -> Option<Self> {
        let race = self.example.races.first()?;
        Some(Self {
            verdict: Verdict::DataRace,
            sentence: race.sentence.clone(),
            consequence: Some(self.sentence),
            example: self.example,
        })
    }

    /// The same failure, after sequential consistency has turned out to exclude it.
    pub(super) fn into_ordering(self) -> Self {
        Self {
            verdict: Verdict::Ordering,
            sentence: format!("only under weak memory: {}", self.sentence),
            ..self
        }
    }
}

/// A measure of how hard an execution is to follow. An interleaving comes before an execution that
/// needs weak memory; then the fewest choices other than the thread that moves, the fewest
/// preemptions, and the fewest events.
pub(super) fn hardness(execution: &Execution) -> impl Ord + use<> {
    let steps = execution.schedule.steps().iter();
    let marks = steps.filter(|step| step.mark.is_some()).count();
    let (preemptions, events) = (execution.preemptions, execution.events.len());
    (!execution.interleaved, marks, preemptions, events)
}

/// The rank of a kind of failure; the first one is reported. Kinds that make other results doubtful
/// come first, then undefined behaviour, then programs that do not end, then those that end badly.
pub(super) fn gravity(kind: FailureKind) -> u8 {
    match kind {
        FailureKind::Nondeterminism => 0,
        FailureKind::DataRace => 1,
        FailureKind::Deadlock => 2,
        FailureKind::Livelock => 3,
        FailureKind::Panic => 4,
    }
}
