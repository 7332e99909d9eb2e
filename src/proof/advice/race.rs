//! Advice about a data race, from the locks that its two threads hold at the accesses.

use crate::explore::{Execution, Operation};

/// A lock that a thread holds, as an index into the objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    lock: usize,
    /// Whether it is held as a read lock.
    shared: bool,
}

/// The advice that fits the locks; `None` if neither thread holds a lock.
pub(super) fn advice(example: &Execution) -> Option<&'static str> {
    let race = example.races.first()?;
    let [first, second] = [race.first, race.second].map(|event| held_at(example, event));
    let both_read = first
        .iter()
        .any(|held| held.shared && second.contains(held));
    if both_read {
        return Some(
            "Both accesses are under the same lock, and both threads hold it to read: a read \
             lock lets other readers in. Take write() around an access that writes.",
        );
    }
    match (first.is_empty(), second.is_empty()) {
        (true, true) => None,
        (false, false) => Some(
            "Each of the two accesses is under a lock, but not under the same one. A lock keeps \
             out only the threads that take the same lock: hold one and the same around both.",
        ),
        _ => Some(
            "One of the two accesses is under a lock, and the other is under none. A lock keeps \
             out only the threads that take it: hold the same lock around both.",
        ),
    }
}

/// The locks that the event's thread holds at the event.
fn held_at(example: &Execution, event: usize) -> Vec<Held> {
    let thread = example.events[event].thread;
    let mut all: Vec<Held> = Vec::new();
    for event in example.events[..event]
        .iter()
        .filter(|e| e.thread == thread)
    {
        let Some(lock) = event.object else {
            continue;
        };
        match event.operation {
            Operation::Lock | Operation::TryLock(true) | Operation::TryWrite(true) => {
                let shared = false;
                all.push(Held { lock, shared });
            }
            Operation::LockShared | Operation::TryLockShared(true) => {
                let shared = true;
                all.push(Held { lock, shared });
            }
            Operation::Unlock | Operation::UnlockShared => {
                if let Some(at) = all.iter().rposition(|held| held.lock == lock) {
                    all.remove(at);
                }
            }
            _ => {}
        }
    }
    all
}
