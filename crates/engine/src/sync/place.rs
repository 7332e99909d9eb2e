//! The place in the source of an object's creation or of an operation.

pub(crate) use crate::explore::hook::Place;

/// The place in its short form: the name of the file, and the line.
pub(super) fn short(place: Place) -> String {
    crate::explore::SourceLine::from(place).to_string()
}
