//! The labs whose demonstration is a program of processes: their solutions and
//! submissions. A release without solutions does not have this file.
//!
//! This target has its own `main`: children are this program started again.

#![allow(
    unreachable_pub,
    reason = "a submission is written as a library would be"
)]

#[cfg(unix)]
#[path = "processes/answers.rs"]
mod answers;

#[cfg(unix)]
fn main() {
    answers::register();
    let mut arguments = libtest_mimic::Arguments::from_args();
    if std::env::var_os(ALONE).is_some() {
        arguments.test_threads = Some(1);
        libtest_mimic::run(&arguments, answers::all()).exit();
    }
    // Most of the tests wait most of the time.
    arguments.test_threads.get_or_insert(12);
    let apart = answers::all().into_iter().map(|trial| {
        let (name, is_ignored) = (trial.name().to_owned(), trial.has_ignored_flag());
        libtest_mimic::Trial::test(name.clone(), move || alone(&name)).with_ignored_flag(is_ignored)
    });
    libtest_mimic::run(&arguments, apart.collect()).exit();
}

/// Set if this program runs one test and no other.
#[cfg(unix)]
const ALONE: &str = "RACELAB_TEST_ALONE";

/// Runs a test in a process of its own, because a check counts the children of its process.
#[cfg(unix)]
fn alone(name: &str) -> Result<(), libtest_mimic::Failed> {
    let output = std::process::Command::new(std::env::current_exe()?)
        .args(["--exact", name, "--include-ignored"])
        .env(ALONE, "1")
        .output()?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    // A test that was not found would also end successfully.
    match output.status.success() && said.contains("1 passed") {
        true => Ok(()),
        false => Err(said.into()),
    }
}

/// This system has no processes of this kind.
#[cfg(not(unix))]
fn main() {}
