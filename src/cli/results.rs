//! What a command shows of an exploration: its size and outcomes, an execution, a failure.

use crate::explore::{Execution, Exploration, Failure, StoppedBy};
use crate::proof::{LostUpdates, Returned};
use crate::view::screen::{BAD, paragraph, styled, width};
use crate::view::{Lanes, Outcomes, Rating, Row, counted, thousands};

use super::instance::Instance;

/// `Every execution (RC11): 4 explored, complete; 6 interleavings.`
pub(super) fn summary(found: &Exploration<Returned>) -> String {
    let (model, explored) = (found.memory_model(), thousands(found.executions()));
    let mut sentence = match found.stopped_by() {
        Some(StoppedBy::Preemptions(bound)) => format!(
            "Every execution ({model}) with up to {}: {explored} explored; there may be more",
            counted(*bound as u64, "preemption")
        ),
        None => format!("Every execution ({model}): {explored} explored, complete"),
        Some(StoppedBy::Interrupted) => format!(
            "Executions ({model}): stopped by you after {}; not a proof",
            counted(found.executions(), "execution")
        ),
        Some(reason) => {
            format!("Executions ({model}): {explored} explored, not complete: {reason}")
        }
    };
    if let Some(interleavings) = found.interleavings() {
        sentence += &format!("; {}", counted(interleavings, "interleaving"));
    }
    if let Some(bound) = found.preemptions() {
        let preemptions = counted(bound as u64, "preemption");
        sentence += &match found.stopped_by() {
            None => format!("; none needs more than {preemptions}"),
            Some(StoppedBy::Preemptions(_)) => String::new(),
            Some(_) => format!("; every one with up to {preemptions} is among them"),
        };
    }
    paragraph(&format!("{sentence}."), 2, width())
}

/// The outcomes of an exploration.
pub(super) fn table(instance: &dyn Instance, found: &Exploration<Returned>) -> String {
    let rows = found.outcomes().iter().map(|(outcome, shown)| {
        let (rating, sentence) = instance.rate(outcome);
        Row {
            outcome: format!("{outcome:?}"),
            count: shown.executions,
            rating,
            sentence,
            schedule: Some(shown.example.schedule.to_string()),
        }
    });
    Outcomes::of_executions(instance.noun(), rows.collect())
        .width(width())
        .to_string()
}

/// The lanes of an execution with this outcome, and the updates that it lost.
pub(super) fn lanes(instance: &dyn Instance, outcome: &Returned, execution: &Execution) -> String {
    Lanes::new(execution)
        .width(width())
        .ending(ending(instance, outcome, execution))
        .to_string()
}

/// The outcome of an execution, and the updates that it lost.
pub(super) fn ending(instance: &dyn Instance, outcome: &Returned, execution: &Execution) -> String {
    let lost = LostUpdates::of(execution).map(|lost| format!(": {lost}"));
    let lost = lost.unwrap_or_default();
    format!("{} = {outcome:?}{lost}.", instance.noun())
}

/// The outcome that deserves attention most, with its example: the worst rating, and within a
/// rating the example with the fewest preemptions, then the fewest events.
pub(super) fn most_interesting<'a>(
    instance: &dyn Instance,
    found: &'a Exploration<Returned>,
) -> Option<(Rating, &'a Returned, &'a Execution)> {
    let rated = found
        .outcomes()
        .iter()
        .map(|(outcome, shown)| (instance.rate(outcome).0, outcome, &shown.example));
    rated.min_by_key(|(rating, _, example)| {
        (
            std::cmp::Reverse(*rating),
            example.preemptions,
            example.events.len(),
        )
    })
}

/// A failure, in a sentence.
pub(super) fn failed(failure: &Failure) -> String {
    let kind = styled(BAD, failure.kind);
    paragraph(&format!("{kind}: {}.", failure.message), 2, width())
}
