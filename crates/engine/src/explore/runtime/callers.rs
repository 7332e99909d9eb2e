//! Where one file of the program calls code of others that makes the operations.
//!
//! An operation knows the line that it stands in, and no more. Where that is not the
//! student's own, the stack says which line of the student's led there. To look through a
//! stack takes a thousand times as long as the operation, so only a replay does it, and only
//! if it is asked to.

use std::backtrace::Backtrace;
use std::collections::HashMap;

use crate::explore::execution::SourceLine;
use crate::explore::graph::EventId;

/// The calls that led to events.
#[derive(Default)]
pub(in crate::explore) struct Callers {
    /// The name of the file whose calls are noted, if any are.
    file: Option<&'static str>,
    calls: HashMap<EventId, SourceLine>,
}

impl Callers {
    /// From now on the calls are noted that stand in the file of this name.
    pub(in crate::explore) fn note_calls_in(&mut self, file: Option<&'static str>) {
        self.file = file;
    }

    /// Notes the call that leads to this event, whose operation stands at `place`, if that is
    /// in another file.
    pub(super) fn note(&mut self, id: EventId, place: SourceLine) {
        let Some(file) = self.file else {
            return;
        };
        if place.file_name() == file || self.calls.contains_key(&id) {
            return;
        }
        if let Some(call) = innermost(&Backtrace::force_capture().to_string(), file) {
            self.calls.insert(id, call);
        }
    }

    /// The call that led to this event, if one was noted.
    pub(in crate::explore) fn of(&self, id: EventId) -> Option<SourceLine> {
        self.calls.get(&id).copied()
    }
}

/// The innermost frame of a stack that stands in the file of this name. Each frame of a
/// backtrace has a line of its own for that: `at ./folder/file.rs:12:5`.
fn innermost(stack: &str, file: &str) -> Option<SourceLine> {
    stack.lines().find_map(|line| {
        let place = line.trim_start().strip_prefix("at ")?;
        let (place, column) = place.rsplit_once(':')?;
        let (path, line) = place.rsplit_once(':')?;
        let path = path.strip_prefix("./").unwrap_or(path);
        let name = path.rsplit(['/', '\\']).next();
        let (line, column) = (line.parse().ok()?, column.parse().ok()?);
        (name == Some(file)).then(|| SourceLine {
            // Leaked: a path for each operation of one replay.
            file: Box::leak(path.to_owned().into_boxed_str()),
            line,
            column,
        })
    })
}
