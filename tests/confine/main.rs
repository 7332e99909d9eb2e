//! Bad programs end in bounded time, each with its own message, and leave nothing
//! behind.
//!
//! This binary has two roles. Called with `--program NAME` it is a numbered binary whose
//! exercise is that program (`program`, `exercise`). Otherwise it runs the tests, which
//! call it that way (`run`).

#[cfg(unix)]
mod ends;
#[cfg(unix)]
mod exercise;
#[cfg(unix)]
mod outputs;
#[cfg(unix)]
mod pauses;
#[cfg(unix)]
mod processes;
#[cfg(unix)]
mod processor;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod run;
#[cfg(unix)]
#[path = "../support/terminal.rs"]
mod terminal;
#[cfg(unix)]
mod verdicts;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    if std::env::args().any(|word| word == "--program") {
        return program::main();
    }
    let mut arguments = libtest_mimic::Arguments::from_args();
    // Most of the tests wait most of the time.
    arguments.test_threads.get_or_insert(6);
    libtest_mimic::run(&arguments, tests()).exit_code()
}

/// A test, by its name.
#[cfg(unix)]
type Test = (&'static str, fn());

#[cfg(unix)]
fn tests() -> Vec<libtest_mimic::Trial> {
    // The tests that wait longest come first.
    let tables = [
        pauses::TESTS,
        processes::TESTS,
        outputs::TESTS,
        verdicts::TESTS,
    ];
    let tests = tables.into_iter().flatten().map(|&(name, test)| {
        libtest_mimic::Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    tests.chain(ends::all()).collect()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
