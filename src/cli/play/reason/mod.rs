//! The reason why a step leads to the goal, in the words of the program's primitives. Each sentence
//! is a fact of the execution that the whole way makes: a value that is read or overwritten, a lock
//! that is held, a message that is sent or received.

mod channels;
mod locks;
mod memory;
mod queues;

use crate::explore::{Event, Execution, letter};
use crate::view::counted;

/// The reason for the event at this position, on the way to the end of the execution: sentences
/// with their full stops.
pub(super) fn reason(end: &Execution, at: usize) -> String {
    let Some(event) = end.events.get(at) else {
        return String::new();
    };
    let way = Way { end, at, event };
    let of_memory = match (&event.read, &event.written) {
        (Some(_), None) => way.of_read(),
        (None, Some(_)) => way.of_write(),
        (Some(_), Some(_)) => way.of_update(),
        (None, None) => None,
    };
    of_memory
        .or_else(|| way.of_lock())
        .or_else(|| way.of_channel())
        .or_else(|| way.of_queue())
        .unwrap_or_else(|| way.of_what_follows())
}

/// A step on a way to the goal.
struct Way<'e> {
    /// The execution that the whole way makes.
    end: &'e Execution,
    at: usize,
    event: &'e Event,
}

impl<'e> Way<'e> {
    fn me(&self) -> char {
        letter(self.event.thread)
    }

    fn name(&self) -> &'e str {
        self.event
            .object
            .map_or("", |object| &self.end.objects[object].name)
    }

    /// Later events, each with its position.
    fn later(&self) -> impl Iterator<Item = (usize, &'e Event)> {
        self.end.events.iter().enumerate().skip(self.at + 1)
    }

    /// Later events of this thread.
    fn own(&self) -> impl Iterator<Item = (usize, &'e Event)> {
        let thread = self.event.thread;
        self.later().filter(move |(_, e)| e.thread == thread)
    }

    /// If there is no other reason: the number of steps that the thread still has to make.
    fn of_what_follows(&self) -> String {
        let me = self.me();
        match self.own().filter(|(_, event)| event.step).count() {
            0 => format!("It is the last step that {me} makes on this way."),
            more => format!(
                "{me} has to get further: after this step it makes {} more.",
                counted(more as u64, "step")
            ),
        }
    }
}
