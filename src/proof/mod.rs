//! One verdict, from the explorer and from loom.

pub mod loom;
