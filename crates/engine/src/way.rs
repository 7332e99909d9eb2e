//! The way in which the code on this OS thread runs: one flag that every operation on a real object
//! reads.
//!
//! The explorer and the seam's part of loom know more about the code that they run. Other code
//! calls them only if the flag says that one of them runs.

use std::cell::Cell;

/// The way in which the code on an OS thread runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Real,
    Explored,
    Loom,
}

thread_local! {
    /// A type without destructor, so that reading it is one load.
    static WAY: Cell<Way> = const { Cell::new(Way::Real) };
}

/// The way in which the calling code runs.
#[inline(always)]
pub(crate) fn way() -> Way {
    WAY.get()
}

/// Sets the way for the code on this OS thread; returns the previous one.
pub(crate) fn set_way(way: Way) -> Way {
    WAY.replace(way)
}
