//! Memory without synchronization, for the labs that show what goes wrong with it.
//!
//! [`PlainCell`] is for safe code: an integer or a bool that any thread may read and
//! write at any time. [`UnsafeCell`] is for code that builds its own lock around
//! data.

mod plain;
mod unsafe_cell;

pub use plain::PlainCell;
pub use unsafe_cell::UnsafeCell;

pub use super::word::Word;
