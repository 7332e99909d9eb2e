//! The reason why a thread waits, or wakes others, at a condition variable, a barrier or a
//! semaphore, or parks and unparks.

use super::Way;
use crate::explore::{Operation, letter};
use crate::view::counted;

impl Way<'_> {
    /// The reason at an object that threads wait at: condition variable, token, barrier, semaphore.
    pub(super) fn of_queue(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let stuck = self
            .end
            .waiting
            .iter()
            .any(|w| w.thread == self.event.thread);
        Some(match self.event.operation {
            Operation::Wait => {
                let woken = self.own().find_map(|(_, e)| match e.operation {
                    Operation::Wake(by) if e.object == self.event.object => Some(by),
                    _ => None,
                });
                match woken {
                    Some(Some(by)) => {
                        format!("{me} waits on {name} until {} notifies it.", letter(by))
                    }
                    Some(None) => format!("{me} waits on {name}, and wakes up spuriously."),
                    None if stuck => {
                        format!("{me} waits on {name}, and no notification comes any more.")
                    }
                    None => format!("{me} waits on {name}."),
                }
            }
            Operation::NotifyOne(None) | Operation::NotifyAll(0) => format!(
                "No thread waits on {name} now, so this notification wakes none and is lost."
            ),
            Operation::NotifyOne(Some(whom)) => {
                format!("The notification wakes {}.", letter(whom))
            }
            Operation::NotifyAll(woken) => {
                format!(
                    "The notification wakes {}.",
                    counted(woken as u64, "thread")
                )
            }
            Operation::Unpark(whom) => {
                format!("{} has a token then: its park returns.", letter(whom))
            }
            Operation::Park => format!("{me} has a token, so its park returns."),
            Operation::Acquire | Operation::TryAcquire(true) => {
                format!("{me} takes a permit of {name}.")
            }
            Operation::TryAcquire(false) => format!("{name} has no permit, and {me} goes on."),
            Operation::Release(_) => format!("{me} gives a permit of {name} back."),
            Operation::Arrive => format!("{me} comes to {name}, where the threads wait for all."),
            _ => return None,
        })
    }
}
