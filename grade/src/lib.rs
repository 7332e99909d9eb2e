//! Submissions in, grades out. A package of its own, since a student's first build
//! needs none of it.
//!
//! - [`scan`]: what an exercise may not contain, found before it is compiled.

pub mod scan;
