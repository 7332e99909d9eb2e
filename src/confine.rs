//! Running what is not trusted, in a child process with limits: the package `crates/confine`.
//!
//! What a confined child says to its parent while it works is for this crate alone. It decides
//! over a verdict, and an exercise must not say it.

#[cfg(unix)]
#[doc(inline)]
pub use racelab_confine::{Caps, Family};
#[doc(inline)]
pub use racelab_confine::{
    Confined, Confinement, Limits, Stopped, Work, beat, for_terminal, is_child, is_visible,
};

pub(crate) use racelab_confine::{
    Attendant, ask, has_no_room, is_interrupted, note_handlers, report_waits, tell,
};
