//! The grader, tested with submissions.
//!
//! | file           | what it holds                                               |
//! |----------------|-------------------------------------------------------------|
//! | `corpus.rs`    | every file of tests/submissions/ gets the ruling it declares, |
//! |                | and a fifth of those in tests/styles/ are proved             |
//! | `hostile.rs`   | so does every hostile one, and it leaves nothing behind      |
//! | `odd.rs`       | so do odd files                                              |
//! | `machine.rs`   | faults of the machine do not count against an exercise       |
//! | `messages.rs`  | the messages to a student, word for word                     |
//! | `pages.rs`     | the pages of failing answers lead to what is wrong          |
//! | `workshops.rs` | what a workshop keeps between submissions                    |
//! | `bench.rs`     | the workshops of these tests                                 |
//!
//! Grading every file takes minutes. So `cargo test` grades one of each lab, and some of the
//! hostile ones, and all of them if `RACELAB_CORPUS=all` is set.

#[cfg(unix)]
mod bench;
#[cfg(unix)]
mod corpus;
#[cfg(unix)]
mod hostile;
#[cfg(unix)]
mod machine;
#[cfg(unix)]
mod messages;
#[cfg(unix)]
mod odd;
#[cfg(unix)]
mod pages;
#[cfg(unix)]
#[path = "../support/script.rs"]
mod script;
#[cfg(unix)]
mod workshops;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    racelab_grade::serve();
    if let Some(code) = machine::alone() {
        return code;
    }
    // A grader's environment may contain this, and no submission may get it.
    // SAFETY: the process has one thread.
    unsafe {
        std::env::set_var("GRADER_SECRET", "42");
        std::env::set_var("CARGO_REGISTRY_TOKEN", "42");
        std::env::set_var("CARGO_REGISTRIES_MINE_TOKEN", "42");
        std::env::set_var("CARGO_HTTP_USER_AGENT", "42");
        std::env::set_var("ANOTHER_PROXY", "http://me:42@nowhere");
        std::env::set_var("LOOM_MAX_PREEMPTIONS", "0");
        std::env::set_var("RUSTFLAGS", "--cfg nonsense -D warnings");
    }
    let mut arguments = libtest_mimic::Arguments::from_args();
    // There are two workshops, and a build should not hold up judging.
    arguments.test_threads.get_or_insert(4);
    // Tests with a workshop of their own, or that wait for another one, come first.
    let trials = [
        workshops::all(),
        machine::all(),
        messages::all(),
        pages::all(),
        corpus::all(),
        hostile::all(),
        odd::all(),
    ];
    let trials = trials.into_iter().flatten();
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    let left = bench::leftovers();
    if !left.is_empty() {
        anstream::eprintln!("these are left behind: {left:?}");
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
