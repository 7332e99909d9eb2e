//! What an exploration found to be wrong, and which of it to show.

use crate::explore::{Execution, Failure, FailureKind};

use super::hash_order;
use super::verdict::Verdict;

/// Something wrong, with the execution that shows it.
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) sentence: String,
    /// What comes of it in the example, as a sentence without its full stop.
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

    /// A wrong outcome as what comes of a data race, if its execution has one.
    pub(super) fn into_race(self) -> Option<Self> {
        let race = self.example.races.first()?;
        Some(Self {
            verdict: Verdict::DataRace,
            sentence: race.sentence.clone(),
            consequence: Some(self.sentence),
            example: self.example,
        })
    }

    /// The same, known not to happen under sequential consistency.
    pub(super) fn into_ordering(self) -> Self {
        Self {
            verdict: Verdict::Ordering,
            sentence: format!("only under weak memory: {}", self.sentence),
            ..self
        }
    }
}

/// How hard an execution is to follow: what an interleaving shows comes before what
/// only weak memory does, then the fewest choices besides who moves, the fewest
/// preemptions, the fewest events.
pub(super) fn hardness(execution: &Execution) -> impl Ord + use<> {
    let steps = execution.schedule.steps().iter();
    let marks = steps.filter(|step| step.mark.is_some()).count();
    let (preemptions, events) = (execution.preemptions, execution.events.len());
    (!execution.interleaved, marks, preemptions, events)
}

/// Which kind of failure to name first: one that makes the others doubtful, then
/// undefined behaviour, then what never ends, then what ends badly.
pub(super) fn gravity(kind: FailureKind) -> u8 {
    match kind {
        FailureKind::Nondeterminism => 0,
        FailureKind::DataRace => 1,
        FailureKind::Deadlock => 2,
        FailureKind::Livelock => 3,
        FailureKind::Panic => 4,
    }
}
