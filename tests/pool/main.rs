//! Processes and pools against their contract: 69 rows of behaviour, recorded from
//! CPython's `multiprocessing`. Each row is one test, named by its number.
//!
//! No test relies on a clock. A task that has to be "still running" waits
//! at a gate (see [`support::Gate`]) that the test opens. So "at once" means:
//! before that task has ended, because the gate is still closed.
//!
//! `RACELAB_TESTS=all` sends more and longer messages than the default sample.
//!
//! This target has its own `main` because children are this program started
//! again: `tasks!` must be its first line.

#[cfg(unix)]
mod errors;
#[cfg(unix)]
mod guards;
#[cfg(unix)]
mod lives;
#[cfg(unix)]
mod losses;
#[cfg(unix)]
mod processes;
#[cfg(unix)]
mod programs;
#[cfg(unix)]
mod results;
#[cfg(unix)]
mod rows;
#[cfg(unix)]
mod support;
#[cfg(unix)]
mod tasks;
#[cfg(unix)]
#[path = "../support/thorough.rs"]
mod thorough;
#[cfg(unix)]
mod trees;
#[cfg(unix)]
mod values;

#[cfg(unix)]
fn main() {
    programs::run_before_tasks();
    tasks::register();
    programs::run_after_tasks();

    support::keep_panics();
    let trials = rows::all();
    let conclusion = libtest_mimic::run(&libtest_mimic::Arguments::from_args(), trials);
    support::leave(&conclusion);
}

/// This system has no processes of this kind.
#[cfg(not(unix))]
fn main() {}
