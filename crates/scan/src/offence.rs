//! What an exercise may not contain.

use std::fmt;

/// A construct that an exercise may not contain. Displayed as one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offence {
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// The construct, as it is written.
    pub what: String,
    /// Why it is refused, and what to do instead.
    pub reason: &'static str,
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            what,
            reason,
        } = self;
        write!(f, "line {line}, column {column}: {what}: {reason}")
    }
}
