//! Whether the program does the same each time: a replay shows it.

use super::state::State;
use crate::explore::execution;
use crate::explore::graph::Place;
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
    let name = match operation.action {
        Action::Start => "its start",
        Action::End => "its end",
        Action::Spawn(_) => "a spawn",
        Action::Join(_) => "a join",
        Action::Load => "a load",
        Action::Store(_) => "a store",
        Action::Update(..) => "a read-modify-write",
        Action::CompareExchange { .. } => "a compare_exchange",
        Action::Fence => "a fence",
        Action::Request | Action::Acquire => "a lock",
        Action::Release => "an unlock",
        Action::TryLock => "a try_lock",
        Action::Share | Action::AcquireShared => "a read lock",
        Action::TryShare => "a try_read",
        Action::ReleaseShared => "an unlock",
        Action::Enqueue | Action::Wake | Action::WakeAnyway | Action::WakeTimed => "a wait",
        Action::NotifyOne => "a notify_one",
        Action::NotifyAll => "a notify_all",
        Action::Park => "a park",
        Action::Unpark(_) => "an unpark",
        Action::Send | Action::Admit(_) => "a send",
        Action::Receive(_) => "a recv",
        Action::TryReceive(_) => "a try_recv",
        Action::Arrive | Action::Pass { .. } => "a wait at a barrier",
        Action::Enter | Action::Complete | Action::AwaitCompletion => "a call_once",
        Action::Look => "a look at what is done once",
        Action::Close => "the drop of a receiver",
        Action::CloneSender => "the clone of a sender",
        Action::DropSender => "the drop of a sender",
    };
    let place = execution::Place::from(operation.place);
    match operation.action {
        Action::Store(value) => format!("{name} of {value} at {place}"),
        _ => format!("{name} at {place}"),
    }
}

/// Whether the program does again what it did when this event was recorded.
#[inline]
pub(super) fn same_operation(recorded: &Operation, now: &Operation) -> bool {
    if recorded.object != now.object || !same_place(recorded.place, now.place) {
        return false;
    }
    let same_action = match (recorded.action, now.action) {
        // The number of a child is the engine's to give.
        (Action::Spawn(_), Action::Spawn(_)) => true,
        (recorded, now) => recorded == now,
    };
    same_action && recorded.ordering == now.ordering
}

/// Whether two operations stand at the same place in the source.
#[inline]
pub(super) fn same_place(a: Place, b: Place) -> bool {
    std::ptr::eq(a, b) || a == b
}
