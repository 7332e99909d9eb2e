//! Memory without synchronization, for the labs that show data races.
//!
//! [`PlainCell`] is for safe code: any thread may read and write its integer or bool at any time.
//! [`UnsafeCell`] is for code that builds its own lock around data.

mod plain;
mod unsafe_cell;

pub use plain::PlainCell;
pub use unsafe_cell::UnsafeCell;

pub use super::word::Word;
