//! What people look at: an execution as lanes, outcomes as a table, both as JSON.
//!
//! | file           | what it shows                                          |
//! |----------------|--------------------------------------------------------|
//! | [`lanes`]      | one execution, a column per thread, or as a list       |
//! | [`outcomes`]   | every outcome of real runs or of an exploration        |
//! | [`situation`]  | an execution in the middle: memory, and each thread    |
//! | `shared`       | what is in each channel, and which threads wait where  |
//! | [`source`]     | the source, with a mark where each thread stands       |
//! | [`histogram`]  | many outcomes of real runs, gathered into ranges       |
//! | [`json`]       | an exploration or real runs, for programs              |
//! | [`state_graph`] | every state of a small program, as JSON and drawn      |
//! | [`progress`]   | how far a long exploration is, on one line             |
//! | [`progress_graph`] | two threads: how far each has come, drawn           |
//! | [`scaling`]    | times at several numbers of threads, as a plot          |
//! | [`Subject`]    | what a drawing is about, and what to think of its ends |
//! | [`screen`]     | the width, and the styles                              |
//!
//! The text carries ANSI styles, which say nothing that the words do not say.
//! Print it with `anstream`, which drops them where they do not belong: in a
//! pipe, or where `NO_COLOR` is set.

pub mod histogram;
pub mod json;
pub mod lanes;
pub mod outcomes;
pub mod progress;
pub mod progress_graph;
pub mod scaling;
pub mod screen;
mod shared;
pub mod situation;
pub mod source;
pub mod state_graph;
mod subject;
mod svg;
mod words;

pub use lanes::Lanes;
pub use outcomes::{Outcomes, Rating, Row};
pub use source::{Source, quoted};
pub use subject::Subject;

/// A number with a comma between its thousands.
///
/// ```
/// assert_eq!(racelab::view::thousands(20_000_u64), "20,000");
/// assert_eq!(racelab::view::thousands(999_u64), "999");
/// ```
pub fn thousands(number: impl Into<u128>) -> String {
    let digits = number.into().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun, in the singular where it is one.
///
/// ```
/// assert_eq!(racelab::view::counted(1_u64, "thread"), "1 thread");
/// assert_eq!(racelab::view::counted(2_u64, "thread"), "2 threads");
/// ```
pub fn counted(number: impl Into<u128>, noun: &str) -> String {
    let number = number.into();
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}
