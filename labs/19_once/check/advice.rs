//! The advice for a value that is made twice, or read too early.

use racelab::explore::{Event, Execution};
use racelab::proof::Verdict;

/// The advice for an execution with a data race in the memory behind the value. The usual advice is
/// to protect the memory, but this memory belongs to the check.
pub(super) fn explain(verdict: Verdict, execution: &Execution) -> Option<&'static str> {
    if verdict != Verdict::DataRace {
        return None;
    }
    let race = execution.races.first()?;
    let [first, second] = [race.first, race.second].map(|at| &execution.events[at]);
    let name = |event: &Event| event.object.map(|object| &execution.objects[object].name);
    if !name(first).is_some_and(|name| name.ends_with("object")) {
        return None;
    }
    let writes = |event: &Event| event.written.is_some();
    Some(match writes(first) && writes(second) {
        true => {
            "The value is made twice: the second thread looked before the first one had made it, \
             and did not look again. Look once more while you hold what keeps other threads from \
             making it."
        }
        false => {
            "A call of get returns before make has returned in another thread. Say that the value \
             is made only after make has returned, and let a thread that comes meanwhile wait."
        }
    })
}
