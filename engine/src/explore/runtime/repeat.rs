//! Whether the program does the same each time: a replay shows it.

use super::state::State;
use crate::explore::execution;
use crate::explore::graph::primitive::{atomic, cell};
use crate::explore::graph::{Action, Operation};

impl State {
    pub(super) fn report_change(&mut self, thread: u8, before: &Operation, now: &Operation) {
        let letter = crate::explore::letter(usize::from(thread));
        self.fault.get_or_insert_with(|| {
            format!(
                "thread {letter} did something else though it read the same values: \
                 {} before, {} now; an explored program may depend on nothing but \
                 its schedule (no time, randomness, hash order, thread_local! or input)",
                described(before),
                described(now),
            )
        });
    }

    /// The events that a thread still has in the graph when its code has come to
    /// its end: the program is not the same as before.
    pub(super) fn report_missing(&mut self, thread: u8) {
        let me = usize::from(thread);
        let gone = self.threads[me].gone;
        if let Some(node) = self.graph.threads.get(me).and_then(|t| t.get(gone)) {
            let before = node.operation;
            let letter = crate::explore::letter(me);
            self.fault.get_or_insert_with(|| {
                format!(
                    "thread {letter} ended though it read the same values as in an \
                     execution where it went on with {}; an explored program may \
                     depend on nothing but its schedule (no time, randomness, hash \
                     order, thread_local! or input)",
                    described(&before)
                )
            });
        }
    }
}

fn described(operation: &Operation) -> String {
    let name = operation.action.name();
    let place = execution::Place::from(operation.place);
    match operation.action {
        Action::Atomic(atomic::Action::Store(value)) | Action::Cell(cell::Action::Write(value)) => {
            format!("{name} of {value} at {place}")
        }
        _ => format!("{name} at {place}"),
    }
}
