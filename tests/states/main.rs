//! State graphs: their paths are the interleavings, their ends the outcomes.

mod command;
mod drawings;
mod guarded;
mod messages;
mod paths;
mod programs;
mod progress;
mod schema;
mod space;
#[path = "../support/mod.rs"]
mod support;
#[cfg(unix)]
#[path = "../support/terminal.rs"]
mod terminal;
mod wide;
