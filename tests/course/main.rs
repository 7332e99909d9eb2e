//! `lab`, the course on the command line, as somebody uses it.
//!
//! | file           | what it holds                                             |
//! |----------------|-----------------------------------------------------------|
//! | `builds.rs`    | what is built for a run and for the tests                 |
//! | `support.rs`   | a course in a folder of its own, with a cargo that only notes what it is asked |
//! | `screens.rs`   | what help, map, next, tour and doctor show                |
//! | `forwarded.rs` | what the numbered binaries are asked, and how that ends   |
//! | `files.rs`     | open, reset, solution; the student's progress             |
//! | `wrong_use.rs` | one sentence that says what to do, and status 2           |
//! | `watched.rs`   | `watch`                                                   |

#![cfg(unix)]

mod builds;
mod files;
mod forwarded;
mod screens;
mod support;
mod watched;
mod wrong_use;
