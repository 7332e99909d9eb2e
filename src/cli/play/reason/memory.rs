//! The reason why a thread reads or writes memory now.

use super::Way;
use crate::explore::{Event, letter};

impl Way<'_> {
    /// Later writes of other threads to the same memory.
    fn others_writes(&self) -> impl Iterator<Item = (usize, &Event)> {
        let (thread, object) = (self.event.thread, self.event.object);
        self.later()
            .filter(move |(_, e)| e.thread != thread && e.object == object && e.written.is_some())
    }

    /// The thread's last read of the memory before its `write`; `None` for a read-modify-write.
    fn read_for(&self, write: usize) -> Option<usize> {
        let event = &self.end.events[write];
        if event.read.is_some() {
            return None;
        }
        self.end.events[..write]
            .iter()
            .rposition(|e| e.thread == event.thread && e.object == event.object && e.read.is_some())
    }

    /// A later write of another thread that depends on a value read before the event at `before`.
    fn overwriter(&self, before: usize) -> Option<(usize, &Event)> {
        self.others_writes()
            .filter(|(at, _)| *at > before)
            .find(|(at, _)| self.read_for(*at).is_some_and(|read| read < before))
    }

    pub(super) fn of_read(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let read = self.event.read.as_ref()?;
        let value = read.value;
        let older = match read.newer {
            Some(_) => " It is an older value: nothing orders the newer write before this read.",
            None => "",
        };
        // The thread's own write that depends on this read: the next access, unless that is a read.
        let object = self.event.object;
        let next = self
            .own()
            .find(|(_, e)| e.object == object && (e.read.is_some() || e.written.is_some()));
        let own = next.filter(|(_, e)| e.read.is_none());
        let Some((written_at, write)) = own else {
            let writer = read.from.map(|from| self.end.events[from].thread);
            return Some(match writer.filter(|&by| by != self.event.thread) {
                Some(by) => format!("{me} reads the {value} that {} wrote.{older}", letter(by)),
                None => match self.others_writes().next() {
                    Some((_, other)) => format!(
                        "{me} reads {value} from {name}, before {} writes {}.{older}",
                        letter(other.thread),
                        written(other)
                    ),
                    None => format!("{me} reads {value} from {name}.{older}"),
                },
            });
        };
        let over = written(write);
        let mut between = self.others_writes().filter(|(at, _)| *at < written_at);
        if let Some((_, other)) = between.next() {
            let other_thread = letter(other.thread);
            return Some(format!(
                "{me} reads {value}. Then {other_thread} writes {} to {name}, and {me}, which \
                 still computes with {value}, writes {over} over that.{older}",
                written(other)
            ));
        }
        if let Some((at, other)) = self.overwriter(written_at) {
            let other_thread = letter(other.thread);
            let reads = match self.read_for(at).is_some_and(|read| read < self.at) {
                true => "has read",
                false => "reads",
            };
            return Some(format!(
                "{me} reads {value} and will write {over}. {other_thread} {reads} {name} before \
                 that, so {other_thread} writes {} over it.{older}",
                written(other)
            ));
        }
        let from = read.from.map(|from| self.end.events[from].thread);
        let whose = match from.filter(|&by| by != self.event.thread) {
            Some(by) => format!("the {value} that {} wrote", letter(by)),
            None => value.to_string(),
        };
        Some(format!(
            "{me} reads {whose} and writes {over}, and no other thread writes {name} in between.\
             {older}"
        ))
    }

    pub(super) fn of_write(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let value = written(self.event);
        if let Some(read) = self.read_for(self.at) {
            let went_by = self.end.events[read].read.as_ref()?.value;
            let object = self.event.object;
            let lost = self.end.events[read..self.at].iter().rfind(|e| {
                e.thread != self.event.thread && e.object == object && e.written.is_some()
            });
            if let Some(lost) = lost {
                let other = letter(lost.thread);
                return Some(format!(
                    "{me} computes with the {went_by} that it read, so its {value} overwrites the \
                     {} that {other} has written since.",
                    written(lost)
                ));
            }
        }
        if let Some((_, other)) = self.overwriter(self.at) {
            let thread = letter(other.thread);
            return Some(format!(
                "{thread} has read {name} already, and computes with that value: it writes {} over \
                 this {value}.",
                written(other)
            ));
        }
        self.of_what_is_left(value)
    }

    pub(super) fn of_update(&self) -> Option<String> {
        let value = written(self.event);
        self.of_what_is_left(value)
    }

    /// The reason for any other write: the thread that reads it, or the write that overwrites it.
    fn of_what_is_left(&self, value: String) -> Option<String> {
        let name = self.name();
        let mut later = self.later();
        let reader = later.find(|(_, e)| {
            // Main's reads after all other threads have ended only look at the result.
            e.step
                && e.thread != self.event.thread
                && e.read
                    .as_ref()
                    .is_some_and(|read| read.from == Some(self.at))
        });
        if let Some((_, reader)) = reader {
            let reader = letter(reader.thread);
            return Some(format!("{reader} reads this {value} from {name} later."));
        }
        let mut others = self.others_writes();
        Some(match others.next() {
            Some((_, other)) => format!(
                "{name} is {value} then, until {} writes {}.",
                letter(other.thread),
                written(other)
            ),
            None => format!("{name} is {value} from then on."),
        })
    }
}

fn written(event: &Event) -> String {
    event
        .written
        .as_ref()
        .map_or(String::new(), |written| written.value.to_string())
}
