//! Submissions in, grades out. A package of its own, since a student's first build
//! needs none of it.
//!
//! - [`scan`]: what an exercise may not contain, found before it is compiled.
//! - [`Record`]: a grade, and why it is what it is.
//! - [`class`]: many submissions, on many machines, in many runs.
//! - [`report`]: grades as people and platforms want them.

pub mod class;
mod record;
pub mod release;
pub mod report;
pub mod scan;

pub use record::{Check, Record, Ruling};
