//! What is wrong with an execution, at the table.

use crate::explore::{Failure, FailureKind};
use crate::view::screen::{BAD, paragraph, styled, width};

/// Whether it is a data race, after which the program goes on.
pub(super) fn is_race(failure: &Failure) -> bool {
    failure.kind == FailureKind::DataRace
}

/// What failed, in a sentence.
pub(super) fn describe(failure: &Failure) -> String {
    let kind = styled(BAD, failure.kind);
    paragraph(&format!("{kind}: {}.", failure.message), 2, width())
}
