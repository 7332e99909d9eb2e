//! The reason why a thread acquires or releases a lock now.

use super::Way;
use crate::explore::{Awaits, Event, Operation, Waiting, letter};

impl Way<'_> {
    pub(super) fn of_lock(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let object = self.event.object;
        let mut of_object = self.later().filter(|(_, e)| e.object == object);
        match self.event.operation {
            Operation::Lock
            | Operation::LockShared
            | Operation::TryLock(true)
            | Operation::TryWrite(true)
            | Operation::TryLockShared(true) => {
                let release = self.own().find(|(_, e)| {
                    e.object == object
                        && matches!(e.operation, Operation::Unlock | Operation::UnlockShared)
                });
                let Some((release, _)) = release else {
                    return self.of_kept_lock();
                };
                let mut inside = self.own().take_while(|(at, _)| *at < release);
                let (_, first) = inside.find(|(_, e)| e.step && e.object.is_some())?;
                let verb = in_words(first)?;
                let object = &self.end.objects[first.object?].name;
                Some(format!("{me} takes {name} and then {verb} {object}."))
            }
            Operation::TryLock(false)
            | Operation::TryWrite(false)
            | Operation::TryLockShared(false) => Some(format!(
                "Another thread has {name}, so {me} does not get it and goes on."
            )),
            Operation::Unlock | Operation::UnlockShared => {
                let (_, next) = of_object.find(|(_, e)| {
                    e.thread != self.event.thread
                        && !matches!(e.operation, Operation::Unlock | Operation::UnlockShared)
                })?;
                let next = letter(next.thread);
                Some(format!("{me} releases {name}, and {next} takes it next."))
            }
            _ => None,
        }
    }

    /// The reason for acquiring a lock that the thread never releases.
    fn of_kept_lock(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let waits = |w: &&Waiting| {
            w.awaits
                == Awaits::Lock {
                    holder: Some(self.event.thread),
                }
                && w.reason.contains(name)
        };
        let waiting = self.end.waiting.iter().find(waits)?;
        let other = letter(waiting.thread);
        let own = self
            .end
            .waiting
            .iter()
            .find(|w| w.thread == self.event.thread);
        let own = own.map_or(String::new(), |own| format!(" {me} itself {}.", own.reason));
        Some(format!(
            "{me} takes {name} and keeps it: {other} will wait for it.{own}"
        ))
    }
}

/// The event as a verb with the object to follow, in the third person.
fn in_words(event: &Event) -> Option<&'static str> {
    Some(match (event.read.is_some(), event.written.is_some()) {
        (true, false) => "reads",
        (false, true) => "writes",
        (true, true) => "updates",
        (false, false) => match event.operation {
            Operation::Lock | Operation::LockShared => "takes",
            Operation::Send(_) => "sends on",
            Operation::Receive(_) => "receives from",
            Operation::Wait => "waits on",
            Operation::NotifyOne(_) | Operation::NotifyAll(_) => "notifies",
            _ => return None,
        },
    })
}
