//! Submissions in, grades out. A package of its own, since a student's first build
//! needs none of it.
//!
//! - [`scan`]: what an exercise may not contain, found before it is compiled.
//! - [`Record`]: a grade, and why it is what it is.
//! - [`report`]: grades as people and platforms want them.

mod record;
pub mod report;
pub mod scan;

pub use record::{Check, Record, Ruling};
