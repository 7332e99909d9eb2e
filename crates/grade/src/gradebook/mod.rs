//! A class and its grades: the people, how late each was, and the files that a course keeps
//! its grades in.
//!
//! Everything here is made from records that are there already, so it can be made again with
//! another deadline, and no exercise is graded for it.
//!
//! | file            | what it holds                                               |
//! |-----------------|-------------------------------------------------------------|
//! | `register.rs`   | the people of a class, from a CSV file                      |
//! | `moment.rs`     | points in time, as people and platforms write them          |
//! | `lateness.rs`   | what a late submission loses                                |
//! | `metadata.rs`   | when a submission was handed in, by Gradescope              |
//! | `error.rs`      | what can be wrong with what people and platforms write      |
//! | `book.rs`       | each person with their records and points                   |
//! | `columns.rs`    | CSV for Canvas, Moodle and Blackboard, and one for people   |
//! | `feedback.rs`   | a page for each student, as text and HTML                   |
//! | `overview.rs`   | the verdicts by lab, and submissions that are identical     |

mod book;
mod columns;
mod error;
mod feedback;
mod lateness;
mod metadata;
mod moment;
mod overview;
mod register;

pub use book::{Book, Page};
pub use columns::{blackboard, canvas, full, moodle};
pub use error::GradebookError;
pub use feedback::{html, text};
pub use lateness::{Late, Policy, Rate, Share};
pub use metadata::handed_in;
pub use moment::{Moment, Span};
pub use overview::{identical, verdicts};
pub use register::{Person, Register};
