//! Where one file of the program calls code of others that makes the operations.
//!
//! An operation knows the line that it stands in, and no more. Where that is not the
//! student's own, the stack says which line of the student's led there. To look through a
//! stack takes a thousand times as long as the operation, so only a replay does it, and only
//! if it is asked to.

use std::backtrace::Backtrace;
use std::collections::HashMap;

use super::state::State;
use crate::explore::execution::Place;
use crate::explore::graph::{EventId, Operation};

/// The calls that led to events.
#[derive(Default)]
pub(super) struct Callers {
    /// The name of the file whose calls are noted, if any are.
    file: Option<&'static str>,
    calls: HashMap<EventId, Place>,
}

impl State {
    /// From now on the calls are noted that stand in the file of this name.
    pub(in crate::explore) fn note_calls_in(&mut self, file: Option<&'static str>) {
        self.callers.file = file;
    }

    /// Notes the call that led to the thread's next operation, if that stands in another file.
    pub(super) fn note_call(&mut self, thread: u8, operation: &Operation) {
        let Some(file) = self.callers.file else {
            return;
        };
        let me = usize::from(thread);
        let id = EventId::at(me, self.threads[me].gone);
        let is_own = Place::from(operation.place).file_name() == file;
        if is_own || self.callers.calls.contains_key(&id) {
            return;
        }
        if let Some(call) = innermost(&Backtrace::force_capture().to_string(), file) {
            self.callers.calls.insert(id, call);
        }
    }

    /// The call that led to this event, if one was noted.
    pub(in crate::explore) fn call(&self, id: EventId) -> Option<Place> {
        self.callers.calls.get(&id).copied()
    }

    /// The same for what the thread would do next.
    pub(in crate::explore) fn pending_call(&self, thread: u8) -> Option<Place> {
        let me = usize::from(thread);
        self.call(EventId::at(me, self.threads[me].gone))
    }
}

/// The innermost frame of a stack that stands in the file of this name. Each frame of a
/// backtrace has a line of its own for that: `at ./folder/file.rs:12:5`.
fn innermost(stack: &str, file: &str) -> Option<Place> {
    stack.lines().find_map(|line| {
        let place = line.trim_start().strip_prefix("at ")?;
        let (place, column) = place.rsplit_once(':')?;
        let (path, line) = place.rsplit_once(':')?;
        let path = path.strip_prefix("./").unwrap_or(path);
        let name = path.rsplit(['/', '\\']).next();
        let (line, column) = (line.parse().ok()?, column.parse().ok()?);
        (name == Some(file)).then(|| Place {
            // Leaked: a path for each operation of one replay.
            file: Box::leak(path.to_owned().into_boxed_str()),
            line,
            column,
        })
    })
}
