//! Bad programs end: in bounded time, each with its own message, nothing left
//! behind.
//!
//! This binary is two. Called with `--program NAME` it is a numbered binary whose
//! exercise is that program; otherwise it holds the tests, which call it so.

#[cfg(unix)]
mod program;
#[cfg(unix)]
mod tests;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    if std::env::args().any(|word| word == "--program") {
        return program::main();
    }
    libtest_mimic::run(&libtest_mimic::Arguments::from_args(), tests::all()).exit_code()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
