//! Submissions in, grades out.
//!
//! - [`scan`]: what an exercise may not contain, found before it is compiled.

pub mod scan;
