//! The calls from one file of the program that lead to operations in other files.
//!
//! An operation knows only its own line. If that is not in the student's file, the stack shows
//! which line of the student led there. Walking a stack takes a thousand times as long as the
//! operation, so only a replay does it, and only on request.

use std::backtrace::Backtrace;
use std::collections::HashMap;

use crate::explore::execution::SourceLine;
use crate::explore::graph::EventId;

/// The calls that led to events.
#[derive(Default)]
pub(in crate::explore) struct Callers {
    /// The name of the file whose calls are recorded, if any.
    file: Option<&'static str>,
    calls: HashMap<EventId, SourceLine>,
}

impl Callers {
    /// Records the calls in the file with this name from now on.
    pub(in crate::explore) fn note_calls_in(&mut self, file: Option<&'static str>) {
        self.file = file;
    }

    /// Records the call that leads to this event, if its operation at `place` is in another file.
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

    /// The recorded call that led to this event, if any.
    pub(in crate::explore) fn of(&self, id: EventId) -> Option<SourceLine> {
        self.calls.get(&id).copied()
    }
}

/// The innermost frame of a stack that stands in the file of this name. For each frame, a
/// backtrace has a line such as `at ./folder/file.rs:12:5`.
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
