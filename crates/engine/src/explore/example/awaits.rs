//! The conditions for which threads wait.

use super::unit::is_waiting;
use super::words;
use crate::explore::execution::{Awaits, Waiting};
use crate::explore::graph::{Action, Graph, Label, ObjectIndex, OfBounded, OfChannel, OfThread};
use crate::explore::runtime::{State, Status};

/// The threads that wait. `shown` has the objects that events name, in the execution's order.
pub(super) fn waiting(state: &State, shown: &[ObjectIndex]) -> Vec<Waiting> {
    (0..)
        .zip(&state.threads)
        .filter(|(_, thread)| is_waiting(thread.status))
        .filter_map(|(number, thread)| {
            let operation = thread.pending.as_ref()?;
            Some(Waiting {
                thread: usize::from(number),
                place: operation.place.into(),
                called_at: state.callers.of(state.next_event(number)),
                awaits: match thread.status {
                    Status::Spinning => Awaits::Change,
                    _ => awaits(&state.graph, operation),
                },
                object: shown.iter().position(|&o| o == operation.object),
                reason: words::reason(state, number, operation),
            })
        })
        .collect()
}

/// The condition for which a thread with this operation waits.
pub(super) fn awaits(graph: &Graph, operation: &Label) -> Awaits {
    match operation.action {
        Action::Mutex(_) | Action::RwLock(_) | Action::RwQueue(_) => Awaits::Lock {
            holder: graph.holder(operation.object).map(usize::from),
        },
        Action::Channel(OfChannel::Receive(_)) => Awaits::Message,
        Action::Channel(OfChannel::Admit(_)) => Awaits::Room,
        Action::Bounded(OfBounded::Accept(_)) => Awaits::Message,
        Action::Bounded(OfBounded::Admit(_)) => Awaits::Room,
        Action::Condvar(_) => Awaits::Notification,
        Action::Park(_) => Awaits::Token,
        Action::Once(_) => Awaits::Completion,
        Action::Barrier(_) => Awaits::Others,
        Action::Semaphore(_) => Awaits::Permit,
        Action::Thread(of_thread) => match of_thread {
            OfThread::Join(child) | OfThread::Await(child) => Awaits::End(usize::from(child)),
            _ => Awaits::Change,
        },
        // None of these operations blocks: the thread waits in a loop.
        Action::Atomic(_) | Action::Cell(_) | Action::Channel(_) | Action::Bounded(_) => {
            Awaits::Change
        }
    }
}
