//! Runs code that is not trusted in a child process with limits: the package `crates/confine`.
//!
//! Only this crate uses the functions by which a confined child sends messages to its parent. They
//! decide the verdict, so an exercise must not have them.

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
