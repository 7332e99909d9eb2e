//! The state of an execution between two steps: the threads that can move, the memory, the owners
//! of the locks.

use super::awaits::awaits;
use super::words;
use crate::explore::execution::{Awaits, Object};
use crate::explore::graph::{self, Class, NO_OBJECT, ObjectIndex};
use crate::explore::runtime::{State, Status};
use crate::explore::situation::{Choice, Held, Standing};

/// The state of each thread.
pub(in crate::explore) fn standings(state: &mut State) -> Vec<Standing> {
    let threads = state.thread_numbers();
    threads.map(|thread| standing(state, thread)).collect()
}

/// The memory that the program has created, with its newest values.
pub(in crate::explore) fn memory(state: &State) -> Vec<Object> {
    let tell = |(object, index): (&graph::ObjectRecord, ObjectIndex)| {
        let value = |bits| Some(object.value_type.value(bits));
        object.class.is_memory().then(|| Object {
            name: words::object_name(state, index),
            initial: value(object.initial),
            last: value(state.graph.newest_value(index)),
        })
    };
    let guarded = |(_, index): (&graph::ObjectRecord, ObjectIndex)| {
        let (value_type, bits) = state.guarded_by(index)?;
        Some(Object {
            name: words::object_name(state, index),
            initial: None,
            last: Some(value_type.value(bits)),
        })
    };
    let memory = made(state).filter_map(tell);
    memory.chain(made(state).filter_map(guarded)).collect()
}

/// The locks that the program has created, each with its owners.
pub(in crate::explore) fn locks(state: &State) -> Vec<Held> {
    let tell = |(object, index): (&graph::ObjectRecord, ObjectIndex)| {
        let is_lock = matches!(object.class, Class::Mutex | Class::RwLock);
        is_lock.then(|| {
            let readers = state.graph.readers(index).map(usize::from);
            Held {
                name: words::object_name(state, index),
                by: state.graph.holder(index).map(usize::from),
                readers: readers.collect(),
            }
        })
    };
    made(state).filter_map(tell).collect()
}

/// The names of the objects that the threads have used, some of them several times.
pub(in crate::explore) fn used(state: &State) -> impl Iterator<Item = String> {
    let objects = state.graph.events().map(|(_, node)| node.operation.object);
    let objects = objects.filter(|&object| object != NO_OBJECT);
    objects.map(|object| words::object_name(state, object))
}

/// The objects that the program has created.
fn made(state: &State) -> impl Iterator<Item = (&graph::ObjectRecord, ObjectIndex)> {
    let objects = state.graph.objects.iter().zip(0..);
    objects.filter(|&(_, index)| state.is_made(index))
}

fn standing(state: &mut State, thread: u8) -> Standing {
    let record = &state.threads[usize::from(thread)];
    let operation = match (record.status, record.pending) {
        (Status::Panicked, _) => return Standing::Panicked,
        (Status::Finished, _) | (_, None) => return Standing::Ended,
        (_, Some(operation)) => operation,
    };
    let steps = state.steps_of(thread);
    let memory = operation.object != NO_OBJECT
        && state.graph.object(operation.object).class.is_memory()
        && operation.action.reads();
    let choices: Vec<Choice> = steps
        .into_iter()
        .map(|(step, read)| Choice {
            step,
            reads: memory.then(|| {
                let value_type = state.graph.object(operation.object).value_type;
                value_type.value(read)
            }),
        })
        .collect();
    let place = operation.place.into();
    if choices.first().is_some_and(|c| c.step.mark.is_none()) {
        Standing::Ready {
            next: words::asked(state, &operation),
            place,
            choices,
        }
    } else {
        Standing::Waiting {
            reason: words::reason(state, thread, &operation),
            awaits: match state.threads[usize::from(thread)].status {
                Status::Spinning => Awaits::Change,
                _ => awaits(&state.graph, &operation),
            },
            at: (operation.object != NO_OBJECT)
                .then(|| words::object_name(state, operation.object)),
            place,
            choices,
        }
    }
}
