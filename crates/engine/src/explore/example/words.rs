//! Executions in words: names, reasons, messages.

use std::fmt::Write;

use crate::explore::execution::SourceLine;
use crate::explore::graph::{
    Action, Label, NO_OBJECT, Named, ObjectIndex, ObjectKey, ObjectKind, OfThread, ValueType,
};
use crate::explore::runtime::{How, ObjectInfo, RacingPair, State, Status};
use crate::explore::schedule::letter;

/// The name of an object from `.named`, or its type and place. A number from 2 on follows if its
/// thread, or one with a lower number, has created another object of this type on the same line
/// before.
pub(super) fn object_name(state: &State, object: ObjectIndex) -> String {
    match state.graph.object(object).key {
        ObjectKey::Token(thread) => return format!("token of {}", letter(usize::from(thread))),
        ObjectKey::Queue(semaphore) => return object_name(state, semaphore),
        ObjectKey::Created(..) | ObjectKey::Static(_) => {}
    }
    // A program that behaved differently this time may not have created all of its objects.
    let Some(info) = state.infos.get(object as usize) else {
        return format!("object {object}");
    };
    if let Some(name) = &info.name {
        return name.clone();
    }
    let place = SourceLine::from(info.place);
    // The capacity suffices for most names.
    let mut name = String::with_capacity(48);
    write!(name, "{} {place}", type_name(info.kind)).expect("a string takes all");
    let before = made_before(state, info.original);
    if before > 0 {
        write!(name, " #{}", before + 1).expect("a string takes all");
    }
    name
}

/// The number of earlier objects of the same type from the same line: those of its thread, and
/// those of threads with lower numbers, so that the object has the same name in each execution.
fn made_before(state: &State, object: ObjectIndex) -> usize {
    let key = |object| state.graph.object(object).key;
    let info = &state.infos[object as usize];
    let is_like = |other: &ObjectInfo| {
        type_name(other.kind) == type_name(info.kind)
            && other.place.line() == info.place.line()
            && other.place.file() == info.place.file()
            && other.name.is_none()
    };
    let others = (0..).zip(&state.infos);
    others
        // An object that replaced another one, or that is not created yet, does not count.
        .filter(|&(index, other): &(ObjectIndex, _)| other.original == index)
        .filter(|&(index, other)| is_like(other) && key(index) < key(object))
        .count()
}

fn type_name(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Atomic(name, _) | ObjectKind::Once(name) => name,
        ObjectKind::Plain(_) => "PlainCell",
        ObjectKind::Cell => "UnsafeCell",
        ObjectKind::Mutex => "Mutex",
        ObjectKind::RwLock => "RwLock",
        ObjectKind::Condvar => "Condvar",
        ObjectKind::Channel => "channel",
        ObjectKind::Barrier => "Barrier",
        ObjectKind::Semaphore => "Semaphore",
    }
}

/// Calls `f` with the object of an operation and its name.
pub(super) fn with_named<R>(
    state: &State,
    operation: &Label,
    tell: impl FnOnce(&Named<'_>) -> R,
) -> R {
    let name = match operation.object {
        NO_OBJECT => String::new(),
        object => object_name(state, object),
    };
    tell(&Named {
        name: &name,
        ..unnamed(state, operation)
    })
}

/// The object of an operation without its name, which takes the longest to compute.
pub(super) fn unnamed<'s>(state: &'s State, operation: &Label) -> Named<'s> {
    Named {
        graph: &state.graph,
        name: "",
        value_type: match operation.object {
            NO_OBJECT => ValueType::U64,
            object => state.graph.object(object).value_type,
        },
        ordering: operation.ordering,
    }
}

/// The operation in words, before it has an event.
pub(super) fn asked(state: &State, operation: &Label) -> String {
    with_named(state, operation, |object| operation.action.asked(object))
}

/// The reason why a thread waits.
pub(super) fn reason(state: &State, thread: u8, operation: &Label) -> String {
    let reason = with_named(state, operation, |object| {
        let asks = state.asks(thread, operation);
        operation.action.reason(&asks, object.name)
    });
    match reason {
        Some(reason) => reason,
        None if state.threads[usize::from(thread)].status == Status::Spinning => {
            goes_round(state, thread)
        }
        None => "waits".to_owned(),
    }
}

/// The loop of a thread in words: the object that it reads, or else the lock that it acquires.
fn goes_round(state: &State, thread: u8) -> String {
    let round = state.failed_events(thread);
    let memory = round.iter().find(|n| {
        let object = n.operation.object;
        n.reads() && state.graph.object(object).class.is_memory()
    });
    if let Some(node) = memory {
        let object = node.operation.object;
        let value = state.graph.object(object).value_type.value(node.read);
        let name = object_name(state, object);
        return format!("goes round a loop on {name} and reads {value}");
    }
    let of_object = round.iter().find(|n| n.operation.object != NO_OBJECT);
    match of_object {
        Some(node) => {
            let name = object_name(state, node.operation.object);
            format!("goes round a loop on {name}")
        }
        None => "goes round a loop".to_owned(),
    }
}

/// The sentence about a deadlock. It is the same whenever the same threads wait for the same
/// conditions.
pub(in crate::explore) fn deadlock_message(state: &State) -> String {
    sentence(state, |status, operation| {
        let joins = matches!(
            operation.action,
            Action::Thread(OfThread::Join(_) | OfThread::Await(_))
        );
        status == Status::Live && !joins
    })
}

/// The sentence about a livelock: the threads that wait in loops.
pub(in crate::explore) fn spin_message(state: &State) -> String {
    sentence(state, |status, _| status == Status::Spinning)
}

fn sentence(state: &State, wanted: impl Fn(Status, &Label) -> bool) -> String {
    let tell = |only: bool| -> Vec<String> {
        (0..)
            .zip(&state.threads)
            .filter(|(_, t)| super::unit::is_waiting(t.status))
            .filter_map(|(number, thread)| {
                let operation = thread.pending.as_ref()?;
                let letter = letter(usize::from(number));
                (!only || wanted(thread.status, operation))
                    .then(|| format!("{letter} {}", reason(state, number, operation)))
            })
            .collect()
    };
    let mut parts = tell(true);
    if parts.is_empty() {
        parts = tell(false);
    }
    parts.join("; ")
}

/// The sentence about a data race. It is the same for the same pair of lines.
pub(in crate::explore) fn race_message(state: &State, race: &RacingPair) -> String {
    race_sentence(state, race, [None; 2])
}

/// The same for one execution, with the calls that led to the two accesses, where they are known.
pub(super) fn race_sentence(
    state: &State,
    race: &RacingPair,
    calls: [Option<SourceLine>; 2],
) -> String {
    let [a, b] = [0, 1].map(|at| {
        let access = race.accesses[at];
        let what = match access.how {
            How::Makes => "making",
            How::Reads => "read",
            How::Writes => "write",
            How::Uses => "use",
        };
        let place = SourceLine::from(access.place);
        match calls[at] {
            Some(call) => format!("the {what} at {call} (in {place})"),
            None => format!("the {what} at {place}"),
        }
    });
    let object = object_name(state, race.object);
    if race.accesses[0].how == How::Makes {
        format!(
            "{a} of {object} and {b} are in different threads, and nothing orders the two: \
             the other thread may find it half made"
        )
    } else if a == b {
        format!("two threads make {a} to {object}, and nothing orders the two")
    } else {
        format!("{a} and {b} of {object} are in different threads, and nothing orders the two")
    }
}
