//! The engine of racelab: it runs a concurrent program in three ways.
//!
//! All other packages use it as [`racelab::explore`], [`racelab::sync`] and
//! [`racelab::proof::loom`]. It is a separate package so that a development build can optimize it
//! alone: it runs millions of steps, while the other packages stay quick to build.
//!
//! # Layout
//!
//! - [`explore`]: the explorer. It runs every execution of a small program once, under RC11 or
//!   sequential consistency, each with its schedule, and replays a schedule.
//! - [`sync`]: the seam, the names that a lab imports instead of `std::sync`. Each object is real,
//!   explored or loom's, depending on the code that creates it.
//! - [`loom`]: the same program under loom, if loom is plugged in;
//! - [`plug`]: the interface to loom, which another package implements;
//! - `locals`: the thread-local values of a model thread;
//! - [`sort`]: stable sorting, compiled once;
//! - [`time`]: the clocks for limits;
//! - [`waits`]: the waits of real threads;
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
pub mod sort;
pub mod sync;
pub mod time;
pub mod waits;
mod way;
