//! The commands for instructors, as `cargo lab` passes them on.
//!
//! | file           | what it holds                          |
//! |----------------|----------------------------------------|
//! | `arguments.rs` | the arguments                          |
//! | `grading.rs`   | `grade`                                |
//! | `merging.rs`   | `merge`                                |
//! | `reporting.rs` | `report`                               |
//! | `course.rs`    | `release` and `verify`                 |
//! | `outputs.rs`   | the files that options ask for         |
//! | `pace.rs`      | the progress bar                       |
//! | `stop.rs`      | Ctrl-C                                 |
//! | `voice.rs`     | notes and errors on standard error     |

mod arguments;
mod course;
mod error;
mod grading;
mod merging;
mod outputs;
mod pace;
mod reporting;
mod stop;
mod voice;

pub(crate) use arguments::{Arguments, Command};
pub(crate) use course::{release, verify};
pub(crate) use error::Error;
pub(crate) use grading::grade;
pub(crate) use merging::merge;
pub(crate) use reporting::report;
