//! What an execution shows that was stepped, or walked to where it stands.

use super::collect::{Collection, is_counted};
use crate::explore::Execution;
use crate::explore::example::{Order, best_order, tell};
use crate::explore::exploration::{Failure, FailureKind};
use crate::explore::runtime::{Ending, State};

/// The example of an execution that was stepped: in the order of its schedule.
pub(in crate::explore) fn stepped(state: &State) -> Execution {
    let order = Order::as_stepped(state.stepped_order());
    let mut execution = tell(state, &order, None);
    // What this order needs weak memory for, another may show without.
    execution.interleaved = execution.interleaved
        || best_order(&state.graph, None).is_some_and(|(o, _)| o.interleaved());
    execution
}

/// What failed in the execution that has just been run.
pub(in crate::explore) fn failures_of(state: &State, ending: &Ending) -> Vec<Failure> {
    let mut collection = Collection::default();
    collection.add(state, ending, None);
    collection.failures()
}

/// How an execution that stops where it stands has ended, where some thread can still move:
/// in no deadlock, and in no livelock, whatever the others do.
pub(in crate::explore) fn ending_at(ending: &Ending, over: bool) -> &Ending {
    match ending {
        Ending::Deadlock | Ending::Livelock | Ending::Discarded if !over => &Ending::Complete,
        ending => ending,
    }
}

/// The kinds of what failed in the execution that was just stepped, each once; `over` where
/// no thread can move.
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

/// What failed in the execution that was just stepped.
pub(in crate::explore) fn stepped_failures(state: &State, ending: &Ending) -> Vec<Failure> {
    let execution = stepped(state);
    let mut failures = failures_of(state, ending);
    for failure in &mut failures {
        failure.execution = execution.clone();
    }
    failures
}
