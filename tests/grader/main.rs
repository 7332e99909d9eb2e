//! The grader, put to the test with what students send.
//!
//! | file           | what it holds                                               |
//! |----------------|-------------------------------------------------------------|
//! | `corpus.rs`    | every file of tests/submissions/ gets the ruling it declares, |
//! |                | and a fifth of those in tests/styles/ are proved             |
//! | `hostile.rs`   | so does every hostile one, and nothing of it is left         |
//! | `odd.rs`       | so does what is no proper file, or oddly written             |
//! | `machine.rs`   | a machine that is in the way is no fault of an exercise      |
//! | `messages.rs`  | what a student reads, word for word                          |
//! | `workshops.rs` | what a workshop keeps from one to the next                  |
//! | `bench.rs`     | the workshops in which all of them are built                |
//!
//! To grade each file takes minutes. So `cargo test` takes one of each lab, and some of the
//! hostile ones, and all of them where `RACELAB_CORPUS=all` is set.

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
mod workshops;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    racelab_grade::serve();
    if let Some(code) = machine::alone() {
        return code;
    }
    // What a grader's environment may hold, and no submission may get.
    // SAFETY: there is one thread.
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
    // There are two workshops, and what is judged should not be held up by what is built.
    arguments.test_threads.get_or_insert(4);
    // What has a workshop of its own, or waits for another, first.
    let trials = [
        workshops::all(),
        machine::all(),
        messages::all(),
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
