//! Where in a source file an object was made or an operation stands.

pub(crate) use crate::explore::hook::Place;

/// The place as people write it: the name of the file, and the line.
pub(super) fn short(place: Place) -> String {
    crate::explore::SourceLine::from(place).to_string()
}
