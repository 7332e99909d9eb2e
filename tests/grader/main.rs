//! The grader, put to the test with what students send.
//!
//! | file           | what it holds                                               |
//! |----------------|-------------------------------------------------------------|
//! | `corpus.rs`    | every file of tests/submissions/ gets the ruling it declares |
//! | `bench.rs`     | the one workshop in which all of them are built             |
//!
//! To grade each file takes minutes. So `cargo test` takes a few of each kind, and all of
//! them where `RACELAB_CORPUS=all` is set.

#[cfg(unix)]
mod bench;
#[cfg(unix)]
mod corpus;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    let mut arguments = libtest_mimic::Arguments::from_args();
    // There is one workshop, and what is judged should not be held up by what is built.
    arguments.test_threads.get_or_insert(2);
    libtest_mimic::run(&arguments, corpus::all()).exit_code()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
