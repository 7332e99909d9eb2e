//! The view of an execution that was stepped, or that a walk has brought to its current state.

use super::collect::{Collection, is_counted};
use crate::explore::Execution;
use crate::explore::example::{Order, best_order, tell};
use crate::explore::exploration::{Failure, FailureKind};
use crate::explore::runtime::{Ending, State};

/// The example of a stepped execution, in the order of its schedule.
pub(in crate::explore) fn stepped(state: &State) -> Execution {
    let order = Order::as_stepped(state.stepped_order());
    let mut execution = tell(state, &order, None);
    // Another order of the same events may need no weak memory.
    execution.interleaved = execution.interleaved
        || best_order(&state.graph, None).is_some_and(|(o, _)| o.interleaved());
    execution
}

/// The ending of an execution that stops while some thread can still move: that is neither a
/// deadlock nor a livelock, whatever the other threads do.
pub(in crate::explore) fn ending_at(ending: &Ending, over: bool) -> &Ending {
    match ending {
        Ending::Deadlock | Ending::Livelock | Ending::Discarded if !over => &Ending::Complete,
        ending => ending,
    }
}

/// The kinds of failures of the execution that was just stepped, each once. `over`: no thread can
/// move.
pub(in crate::explore) fn failed_kinds(
    state: &State,
    ending: &Ending,
    over: bool,
) -> Vec<FailureKind> {
    let ending = ending_at(ending, over);
    if !is_counted(state, ending) {
        return Vec::new();
    }
    let fatal = match ending {
        Ending::Panicked => Some(FailureKind::Panic),
        Ending::Deadlock => Some(FailureKind::Deadlock),
        Ending::Livelock => Some(FailureKind::Livelock),
        _ => None,
    };
    let race = (!state.races().is_empty()).then_some(FailureKind::DataRace);
    fatal.into_iter().chain(race).collect()
}

/// The failures of the execution that was just stepped.
pub(in crate::explore) fn stepped_failures(state: &State, ending: &Ending) -> Vec<Failure> {
    let execution = stepped(state);
    let mut collection = Collection::default();
    collection.add(state, ending, None, None);
    let mut failures = collection.failures();
    for failure in &mut failures {
        failure.execution = execution.clone();
    }
    failures
}
