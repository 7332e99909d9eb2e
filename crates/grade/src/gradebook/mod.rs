//! A class and its grades: the students, their lateness, and the files of
//! grade books.
//!
//! Everything here is made from existing records, so it can be made again with
//! another deadline without grading an exercise.
//!
//! | file            | what it holds                                               |
//! |-----------------|-------------------------------------------------------------|
//! | `register.rs`   | the students of a class, from a CSV file                    |
//! | `moment.rs`     | points in time, and how people and platforms write them     |
//! | `lateness.rs`   | the penalty for a late submission                           |
//! | `metadata.rs`   | the time of a submission, from Gradescope                   |
//! | `book.rs`       | the students with their records and points                  |
//! | `columns.rs`    | CSV for Canvas, Moodle and Blackboard, and one for people   |
//! | `feedback.rs`   | a page for each student, as text and HTML                   |
//! | `overview.rs`   | the verdicts by lab, and identical submissions              |

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
