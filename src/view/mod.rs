//! Output for people: an execution as lanes, outcomes as a table, both as JSON.
//!
//! | file           | what it shows                                          |
//! |----------------|--------------------------------------------------------|
//! | [`lanes`]      | one execution, a column per thread, or as a list       |
//! | [`outcomes`]   | every outcome of real runs or of an exploration        |
//! | [`situation`]  | a paused execution: memory, and each thread            |
//! | `shared`       | the contents of channels, and the waiting threads      |
//! | [`source`]     | the source, with a mark at the line of each thread     |
//! | [`histogram`]  | many outcomes of real runs, grouped into ranges        |
//! | [`json`]       | an exploration or real runs, for programs              |
//! | [`state_graph`] | every state of a small program, as JSON and drawn      |
//! | [`page`]       | an HTML file in which a reader steps the threads       |
//! | [`progress`]   | the progress of a long exploration, on one line        |
//! | [`progress_graph`] | the progress of two threads, as a drawing          |
//! | [`scaling`]    | times at several numbers of threads, as a plot          |
//! | [`Subject`]    | the words of a drawing, and the ratings of its ends    |
//! | [`table()`]    | a table that is a list on a narrow screen              |
//! | [`screen`]     | the width, and the styles                              |
//!
//! The text contains ANSI styles, which add no information to the words.
//! Print it with `anstream`, which removes them in a
//! pipe, or if `NO_COLOR` is set.

pub mod histogram;
pub mod json;
pub mod lanes;
pub mod outcomes;
pub mod page;
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
mod table;
mod undrawn;
mod words;

pub use lanes::Lanes;
pub use outcomes::{Outcomes, Rating, Row};
pub use source::{Source, quoted};
pub use subject::Subject;
pub use table::table;
pub use undrawn::Undrawn;

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

/// A number with its noun, which is singular for 1.
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
