//! Submissions in, grades out. A package of its own, since a student's first build
//! needs none of it.
//!
//! - [`scan`]: what an exercise may not contain, found before it is compiled.
//! - [`Record`]: a grade, and why it is what it is.

mod record;
pub mod scan;

pub use record::{Check, Record, Ruling};
