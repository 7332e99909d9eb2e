//! Executions in words: names, reasons, messages.

use crate::explore::execution::{Place, Value};
use crate::explore::graph::{Action, Class, EventId, NO_OBJECT, ObjectIndex, ObjectKey, Operation};
use crate::explore::graph::{ObjectKind, Update, ValueType};
use crate::explore::runtime::{Race, State, Status};
use crate::explore::schedule::letter;

/// The bits of a value, read as its type says.
pub(super) fn value(value_type: ValueType, bits: u64) -> Value {
    match (value_type, value_type.signed(bits)) {
        (_, Some(signed)) => Value::Signed(signed),
        (ValueType::Bool, None) => Value::Bool(bits != 0),
        (_, None) => Value::Unsigned(bits),
    }
}

/// The name of an atomic's method.
pub(super) fn update(update: Update) -> &'static str {
    match update {
        Update::Swap => "swap",
        Update::Add => "fetch_add",
        Update::Sub => "fetch_sub",
        Update::And => "fetch_and",
        Update::Nand => "fetch_nand",
        Update::Or => "fetch_or",
        Update::Xor => "fetch_xor",
        Update::Max => "fetch_max",
        Update::Min => "fetch_min",
    }
}

/// The name that an object was given, or its type and place.
pub(super) fn object_name(state: &State, object: ObjectIndex) -> String {
    if let ObjectKey::Token(thread) = state.graph.object(object).key {
        return format!("token of {}", letter(usize::from(thread)));
    }
    // A program that did something else this time has not made all of its objects.
    let Some(info) = state.infos.get(object as usize) else {
        return format!("object {object}");
    };
    if let Some(name) = &info.name {
        return name.clone();
    }
    let type_name = match info.kind {
        ObjectKind::Atomic(name, _) => name,
        ObjectKind::Plain(_) => "PlainCell",
        ObjectKind::Cell => "UnsafeCell",
        ObjectKind::Mutex => "Mutex",
        ObjectKind::RwLock => "RwLock",
        ObjectKind::Condvar => "Condvar",
        ObjectKind::Channel => "channel",
        ObjectKind::Barrier => "Barrier",
        ObjectKind::Once(name) => name,
    };
    format!("{type_name} {}", Place::from(info.place))
}

/// What an operation would do.
pub(super) fn asked(state: &State, operation: &Operation) -> String {
    let name = || object_name(state, operation.object);
    let value = |bits| value(state.graph.object(operation.object).value_type, bits);
    // Plain memory is read and written, an atomic loaded and stored.
    let plain =
        operation.object != NO_OBJECT && state.graph.object(operation.object).class == Class::Plain;
    let (load, store) = if plain {
        ("read", "write")
    } else {
        ("load", "store")
    };
    match operation.action {
        Action::Load => format!("{load} {}", name()),
        Action::Store(new) => format!("{store} {} <- {}", name(), value(new)),
        Action::Update(Update::Swap, new) => format!("swap {} <- {}", name(), value(new)),
        Action::Update(function, operand) => {
            format!("{} {} by {}", update(function), name(), value(operand))
        }
        Action::CompareExchange { expected, new, .. } => format!(
            "compare_exchange {}: {} <- {}",
            name(),
            value(expected),
            value(new)
        ),
        Action::Fence => format!("fence {:?}", operation.ordering),
        Action::Request | Action::Acquire
            if state.graph.object(operation.object).class == Class::RwLock =>
        {
            format!("lock {} to write", name())
        }
        Action::Request | Action::Acquire => format!("lock {}", name()),
        Action::Release => format!("unlock {}", name()),
        Action::TryLock => format!("try_lock {}", name()),
        Action::Share | Action::AcquireShared => format!("lock {} to read", name()),
        Action::ReleaseShared => format!("unlock {}", name()),
        Action::TryShare => format!("try_read {}", name()),
        Action::Enqueue => format!("wait on {}", name()),
        Action::NotifyOne => format!("notify_one {}", name()),
        Action::NotifyAll => format!("notify_all {}", name()),
        Action::Park => "park".to_owned(),
        Action::Unpark(thread) => format!("unpark {}", letter(usize::from(thread))),
        Action::WakeTimed => format!("time out on {}", name()),
        Action::Wake | Action::WakeAnyway => format!("wake up from {}", name()),
        Action::Spawn(_) => "spawn a thread".to_owned(),
        Action::Join(child) => format!("join {}", letter(usize::from(child))),
        Action::Start => "start".to_owned(),
        Action::End => "end".to_owned(),
        Action::Send | Action::Admit(_) => format!("send on {}", name()),
        Action::Receive(_) => format!("receive from {}", name()),
        Action::TryReceive(_) => format!("try_recv from {}", name()),
        Action::Arrive | Action::Pass { .. } => format!("wait at {}", name()),
        Action::Enter | Action::AwaitCompletion => format!("call {}", name()),
        Action::Complete => format!("complete {}", name()),
        Action::Look => format!("look at {}", name()),
        Action::Close => format!("drop the receiver of {}", name()),
        Action::CloneSender => format!("clone a sender of {}", name()),
        Action::DropSender => format!("drop a sender of {}", name()),
    }
}

/// What a thread waits for.
pub(super) fn reason(state: &State, thread: u8, operation: &Operation) -> String {
    let name = |object| object_name(state, object);
    match operation.action {
        Action::Acquire | Action::AcquireShared
            if state.graph.object(operation.object).class == Class::RwLock =>
        {
            in_front(state, thread, operation)
        }
        Action::Request | Action::Acquire => {
            let mutex = name(operation.object);
            match holder(state, operation.object) {
                Some(by) if by == thread => {
                    format!("waits for lock {mutex}, which it holds itself")
                }
                Some(by) => {
                    let by = letter(usize::from(by));
                    format!("waits for lock {mutex}, held by {by}")
                }
                None => format!("waits for lock {mutex}"),
            }
        }
        Action::Join(child) => format!("waits for the end of {}", letter(usize::from(child))),
        Action::Wake => format!("waits to be notified on {}", name(operation.object)),
        Action::Receive(_) => format!("waits for a message on {}", name(operation.object)),
        Action::Admit(_) => format!("waits for room in {}", name(operation.object)),
        Action::Pass { .. } => format!("waits for the others at {}", name(operation.object)),
        Action::AwaitCompletion => {
            format!("waits until {} is done", name(operation.object))
        }
        Action::Park => "is parked and waits to be unparked".to_owned(),
        _ if state.threads[usize::from(thread)].status == Status::Spinning => {
            let events = &state.graph.threads[usize::from(thread)];
            let last = events
                .iter()
                .rev()
                .find(|n| n.operation.object == operation.object);
            let seen = last.map_or_else(String::new, |n| {
                let value_type = state.graph.object(operation.object).value_type;
                format!(" and reads {}", value(value_type, n.read))
            });
            format!("goes round a loop on {}{seen}", name(operation.object))
        }
        _ => "waits".to_owned(),
    }
}

/// What a thread waits for that has asked for a reader-writer lock.
fn in_front(state: &State, thread: u8, operation: &Operation) -> String {
    let name = object_name(state, operation.object);
    let what = match operation.action {
        Action::Acquire => "write",
        _ => "read",
    };
    let who = |by: u8| match by == thread {
        true => "itself".to_owned(),
        false => letter(usize::from(by)).to_string(),
    };
    if let Some(by) = holder(state, operation.object) {
        return format!("waits to {what} {name}, held by {}", who(by));
    }
    let before = state.graph.node(state.last_event(thread)).source;
    if !before.is_initial() && state.graph.release_of(before).is_none() {
        let by = who(before.thread);
        return format!("waits to {what} {name} behind {by}, which waits to write");
    }
    let readers = state.graph.readers_behind(operation.object, before);
    let reading = readers.filter(|&reader| state.graph.release_of_reader(reader).is_none());
    let mut reading: Vec<String> = reading.map(|reader| who(reader.thread)).collect();
    reading.dedup();
    match reading.is_empty() {
        true => format!("waits to {what} {name}"),
        false => format!("waits to {what} {name}, held by {}", reading.join(" and ")),
    }
}

/// The thread that holds a mutex at the end.
pub(super) fn holder(state: &State, mutex: ObjectIndex) -> Option<u8> {
    let chain = &state.graph.object(mutex).coherence;
    let granted = |id: EventId| {
        let node = state.graph.node(id);
        let thread = &state.graph.threads[usize::from(id.thread)];
        match node.operation.action {
            Action::Request => thread.len() > usize::from(id.index) + 1,
            action => action == Action::TryLock,
        }
    };
    let held = chain
        .iter()
        .copied()
        .find(|&id| granted(id) && state.graph.release_of(id).is_none())?;
    Some(held.thread)
}

/// What a deadlock is, in a sentence that is the same whenever the same threads
/// wait for the same things.
pub(in crate::explore) fn deadlock_message(state: &State) -> String {
    sentence(state, |status, operation| {
        status == Status::Live && !matches!(operation.action, Action::Join(_))
    })
}

/// What a livelock is: the threads that go round loops.
pub(in crate::explore) fn spin_message(state: &State) -> String {
    sentence(state, |status, _| status == Status::Spinning)
}

fn sentence(state: &State, wanted: impl Fn(Status, &Operation) -> bool) -> String {
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

/// What a data race is, in a sentence that is the same for the same pair of
/// lines.
pub(in crate::explore) fn race_message(state: &State, race: &Race) -> String {
    let [a, b] = race.accesses.map(|access| {
        let what = if access.writes { "write" } else { "read" };
        format!("the {what} at {}", Place::from(access.place))
    });
    let object = object_name(state, race.object);
    if a == b {
        format!("two threads make {a} to {object}, and nothing orders the two")
    } else {
        format!("{a} and {b} of {object} are in different threads, and nothing orders the two")
    }
}
