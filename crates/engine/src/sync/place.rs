//! Where in a source file an object was made or an operation stands.

use std::panic::Location;

/// Where in a source file an object was made or an operation stands.
pub(crate) type Place = &'static Location<'static>;

/// The place as people write it: the name of the file, and the line.
pub(super) fn short(place: Place) -> String {
    crate::explore::Place::from(place).to_string()
}
