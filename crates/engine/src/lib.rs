//! The engine of racelab: what runs a concurrent program, in three ways.
//!
//! All other packages use it as [`racelab::explore`], [`racelab::sync`] and
//! [`racelab::proof::loom`]. It is a package of its own so that it alone is
//! optimized in a development build: it runs millions of steps, and the rest of the
//! bench is quick to build.
//!
//! # Layout
//!
//! - [`explore`]: the explorer. Every execution of a small program, each once,
//!   under RC11 or sequential consistency, with its schedule; replay of a schedule.
//! - [`sync`]: the seam, the names that a lab imports instead of `std::sync`. Each
//!   object is real, explored or loom's, as the place where it is made wants.
//! - [`loom`]: the same program under loom, where that is plugged in;
//! - [`plug`]: what the seam asks of loom, which another package implements;
//! - `locals`: the thread-local values of a model thread;
//! - `time`: the clocks that limits look at;
//! - [`waits`]: what real threads wait for;
//! - `way`: whether code runs for real, explored, or under loom.
//!
//! [`racelab::explore`]: https://docs.rs/racelab
//! [`racelab::sync`]: https://docs.rs/racelab
//! [`racelab::proof::loom`]: https://docs.rs/racelab

// An execution that fails unwinds its threads, and the next one begins.
#[cfg(panic = "abort")]
compile_error!(
    r#"no check can be run where a panic ends the process: take panic = "abort" out of
CARGO_PROFILE_DEV_PANIC, RUSTFLAGS or the configuration of cargo, and build again"#
);

pub mod explore;
mod locals;
pub mod loom;
pub mod plug;
pub mod sync;
mod time;
pub mod waits;
mod way;
