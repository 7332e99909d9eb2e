//! A state as plain data: its memory, its locks, its threads.

use super::{Activity, Lock, ObjectValue, ThreadState};
use crate::explore::example::{locks, memory};
use crate::explore::execution::Execution;
use crate::explore::runtime::State;
use crate::explore::schedule::letter;
use crate::explore::situation::Standing;

/// The memory of the program, each object with its newest value.
pub(super) fn cells(state: &State) -> Vec<ObjectValue> {
    let cell = |object: crate::explore::execution::Object| {
        Some(ObjectValue {
            value: object.last?,
            object: object.name,
        })
    };
    memory(state).into_iter().filter_map(cell).collect()
}

/// The locks of the program, and the threads that hold them.
pub(super) fn held(state: &State) -> Vec<Lock> {
    let lock = |lock: crate::explore::situation::Held| Lock {
        object: lock.name,
        held_by: lock.by.map(letter),
        read_by: lock.readers.into_iter().map(letter).collect(),
    };
    locks(state).into_iter().map(lock).collect()
}

/// The threads, in the order of their letters.
pub(super) fn thread_states(execution: &Execution, standings: Vec<Standing>) -> Vec<ThreadState> {
    let standings = standings.into_iter().enumerate();
    standings
        .map(|(number, standing)| thread_state(execution, number, standing))
        .collect()
}

fn thread_state(execution: &Execution, number: usize, standing: Standing) -> ThreadState {
    let in_hand = execution.in_hand(number).into_iter();
    let local = in_hand.filter_map(|event| {
        Some(ObjectValue {
            object: execution.objects[event.object?].name.clone(),
            value: event.read.as_ref()?.value,
        })
    });
    let is_live = matches!(standing, Standing::Ready { .. } | Standing::Waiting { .. });
    ThreadState {
        thread: letter(number),
        local: local.filter(|_| is_live).collect(),
        activity: match standing {
            Standing::Ready { next, place, .. } => Activity::Ready {
                next,
                file: place.file,
                line: place.line,
            },
            Standing::Waiting {
                reason,
                awaits,
                at,
                place,
                ..
            } => Activity::Waiting {
                reason,
                awaits: awaits.into(),
                at,
                file: place.file,
                line: place.line,
            },
            Standing::Ended => Activity::Ended,
            Standing::Panicked => Activity::Panicked,
        },
    }
}
