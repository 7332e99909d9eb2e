//! `lab`, the course on the command line, as a student uses it.
//!
//! | file           | what it holds                                             |
//! |----------------|-----------------------------------------------------------|
//! | `builds.rs`    | the builds for a run and for the tests                    |
//! | `support.rs`   | a temporary course, with a cargo that only records calls |
//! | `screens.rs`   | the output of help, map, next, tour and doctor            |
//! | `forwarded.rs` | commands that the numbered binaries carry out             |
//! | `files.rs`     | open, reset, solution; the student's progress             |
//! | `wrong_use.rs` | one sentence that says what to do, and status 2           |
//! | `watched.rs`   | `watch`                                                   |

#![cfg(unix)]

mod builds;
mod files;
mod forwarded;
mod screens;
#[path = "../support/script.rs"]
mod script;
mod support;
mod watched;
mod wrong_use;
