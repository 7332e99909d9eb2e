//! Which of the three ways the code on this OS thread runs in: one flag that every
//! operation on a real object looks at.
//!
//! The explorer and the seam's part of loom have more to say about what they run; that is
//! asked only where the flag says that they run something.

use std::cell::Cell;

/// How the code on an OS thread runs.
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

/// How the calling code runs.
#[inline(always)]
pub(crate) fn way() -> Way {
    WAY.get()
}

/// From now on the code on this OS thread runs so; returns how it ran before.
pub(crate) fn set_way(way: Way) -> Way {
    WAY.replace(way)
}
