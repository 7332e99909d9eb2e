//! An event in words: `read x -> 0`, `write x <- 1 over B's 2`.
//!
//! `->` precedes a value that is read, `<-` a value that is written. Beside a lock they precede
//! the number that an acquire finds, and the number that a release leaves.

use std::sync::atomic::Ordering;

use crate::explore::{Event, Execution, Operation, Received, Sent};

/// How much detail to show of an event.
#[derive(Clone, Copy)]
pub(super) struct Detail {
    /// The name of the object; unnecessary if there is only one.
    pub(super) names: bool,
    /// The memory orderings of the operations.
    pub(super) orderings: bool,
}

/// The event in words.
pub(super) fn event(execution: &Execution, event: &Event, detail: Detail) -> String {
    let mut text = verb(execution, event.operation);
    if let (true, Some(object)) = (detail.names, event.object) {
        text.push(' ');
        text.push_str(&execution.objects[object].name);
    }
    if let Some(read) = &event.read {
        text.push_str(&format!(" -> {}", read.value));
        if let Some(writer) = other_writer(execution, event, read.from) {
            text.push_str(&format!(" by {writer}"));
        }
        if read.newer.is_some() {
            text.push_str(" (older)");
        }
    }
    if let Some(written) = &event.written {
        let comma = if event.read.is_some() { "," } else { "" };
        text.push_str(&format!("{comma} <- {}", written.value));
        // A read-modify-write already shows the value that it replaces, as the value read.
        if event.read.is_none()
            && let Some(writer) = other_writer(execution, event, written.over)
            && let Some(over) = written
                .over
                .and_then(|w| execution.events[w].written.as_ref())
        {
            text.push_str(&format!(" over {writer}'s {}", over.value));
        }
        if written.behind > 0 {
            text.push_str(" (placed earlier)");
        }
    }
    if let Some(number) = event.guarded {
        let arrow = if event.operation == Operation::Unlock {
            "<-"
        } else {
            "->"
        };
        text.push_str(&format!(" {arrow} {number}"));
    }
    text.push_str(&end(execution, event.operation));
    if let (true, Some(ordering)) = (detail.orderings, ordering(event.operation)) {
        text.push_str(&format!(" {ordering:?}"));
    }
    text
}

/// The letter of the thread that made the write, if it is another than the event's.
fn other_writer(execution: &Execution, event: &Event, write: Option<usize>) -> Option<char> {
    let writer = execution.events[write?].thread;
    (writer != event.thread).then(|| execution.threads[writer].letter)
}

/// The name of the operation, for people and for JSON: the name of
/// the method if there is one.
pub(super) fn verb(execution: &Execution, operation: Operation) -> String {
    let name = match operation {
        Operation::Start => "start",
        Operation::Return => "return",
        Operation::End => "end",
        Operation::Spawn(child) => return format!("spawn {}", execution.threads[child].letter),
        Operation::Join(child) => return format!("join {}", execution.threads[child].letter),
        Operation::PlainRead => "read",
        Operation::PlainWrite => "write",
        Operation::Load(_) => "load",
        Operation::Store(_) => "store",
        Operation::Update(name, _) => name,
        Operation::CompareFailed { .. } => "compare_exchange",
        Operation::SpuriousFailure(_) => "compare_exchange_weak",
        Operation::Fence(_) => "fence",
        Operation::Lock => "lock",
        Operation::Unlock => "unlock",
        Operation::TryLock(_) => "try_lock",
        Operation::Ask => "ask",
        Operation::LockShared => "read lock",
        Operation::UnlockShared => "read unlock",
        Operation::TryLockShared(_) => "try_read",
        Operation::TryWrite(_) => "try_write",
        Operation::Wait => "wait",
        Operation::Wake(_) => "wake",
        Operation::TimeOut => "time out",
        Operation::NotifyOne(_) => "notify_one",
        Operation::NotifyAll(_) => "notify_all",
        Operation::Park | Operation::ParkSpuriously => "park",
        Operation::ParkTimeout(_) => "park_timeout",
        Operation::Send(_) | Operation::Admit(_) => "send",
        Operation::TrySend(_) => "try_send",
        Operation::Receive(_) => "recv",
        Operation::TryReceive(_) => "try_recv",
        Operation::Acquire => "acquire",
        Operation::TryAcquire(_) => "try_acquire",
        Operation::Release(_) => "release",
        Operation::Arrive => "arrive",
        Operation::Pass => "pass",
        Operation::Enter(_) => "enter",
        Operation::Complete => "complete",
        Operation::Look(_) => "get",
        Operation::AwaitCompletion => "await",
        Operation::Close => "drop receiver",
        Operation::CloneSender => "clone sender",
        Operation::DropSender => "drop sender",
        Operation::Unpark(whom) => return format!("unpark {}", execution.threads[whom].letter),
    };
    name.to_owned()
}

/// The result of the operation, for the end of the line.
fn end(execution: &Execution, operation: Operation) -> String {
    let letter = |thread: usize| execution.threads[thread].letter;
    match operation {
        Operation::CompareFailed { expected, .. } => format!(", not {expected}"),
        Operation::SpuriousFailure(_) => ", fails spuriously".to_owned(),
        Operation::Ask => ", waits".to_owned(),
        Operation::TryLock(true) | Operation::TryLockShared(true) | Operation::TryWrite(true) => {
            ", taken".to_owned()
        }
        Operation::TryLock(false)
        | Operation::TryLockShared(false)
        | Operation::TryWrite(false) => ", busy".to_owned(),
        Operation::TryAcquire(true) => ", acquired".to_owned(),
        Operation::TryAcquire(false) => ", no permit".to_owned(),
        Operation::Release(permits) if permits != 1 => format!(", {permits} permits"),
        Operation::Wake(Some(by)) => format!(", by {}", letter(by)),
        Operation::Wake(None) => ", spuriously".to_owned(),
        Operation::ParkTimeout(false) => ", time is over".to_owned(),
        Operation::ParkSpuriously => ", returns spuriously".to_owned(),
        Operation::NotifyOne(Some(whom)) => format!(", wakes {}", letter(whom)),
        Operation::NotifyOne(None) => ", no waiter".to_owned(),
        Operation::NotifyAll(woken) => format!(", wakes {woken}"),
        Operation::Enter(true) => ", first".to_owned(),
        Operation::Look(true) => ", done".to_owned(),
        Operation::Look(false) => ", not done".to_owned(),
        Operation::TrySend(Sent::Message) => ", sent".to_owned(),
        Operation::TrySend(Sent::Full) => ", full".to_owned(),
        Operation::TrySend(Sent::Disconnected) => ", disconnected".to_owned(),
        Operation::Send(false) | Operation::Admit(false) => ", no receiver".to_owned(),
        Operation::Admit(true) => ", has room".to_owned(),
        Operation::Receive(what) | Operation::TryReceive(what) => match what {
            Received::From(by) => format!(", from {}", letter(by)),
            Received::Empty => ", empty".to_owned(),
            Received::Disconnected => ", disconnected".to_owned(),
        },
        _ => String::new(),
    }
}

/// The memory ordering that the operation named.
pub(super) fn ordering(operation: Operation) -> Option<Ordering> {
    match operation {
        Operation::Load(ordering)
        | Operation::Store(ordering)
        | Operation::Update(_, ordering)
        | Operation::CompareFailed { ordering, .. }
        | Operation::SpuriousFailure(ordering)
        | Operation::Fence(ordering) => Some(ordering),
        _ => None,
    }
}
