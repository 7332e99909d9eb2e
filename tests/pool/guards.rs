//! Guards against fork bombs, leaks and signals, beyond the rows of the contract.

use std::process::{Command, Stdio};

use racelab::process::{Pool, Process, chunked};

use crate::support::{Scratch, is_running, outcome, program, wait_ready};
use crate::tasks::{lengths, note, read_stdin};
use crate::thorough::sample;

pub(crate) fn nothing_starts_without_tasks() {
    let (code, said, errors) = outcome(program("no_tasks", &[]));
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    let said: Vec<_> = said.lines().collect();
    assert!(said[0].contains("call tasks![..] in the first line of main"));
    assert!(said[1].contains("is not a registered task"));
}

/// The child reaches `Pool::new` instead of `tasks!`, and cannot start anything.
pub(crate) fn tasks_that_the_child_does_not_reach_are_told() {
    let mut command = program("conditional_tasks", &[]);
    command.env("RACELAB_TEST_CONDITIONAL", "1");
    let (code, said, _) = outcome(command);
    assert_eq!(code, Some(0));
    assert!(!said.contains("a fork bomb"));
    let last = said.lines().last().unwrap();
    assert!(
        last.contains("ended with exit code 7 before it was ready"),
        "{said}"
    );
    assert!(last.contains("is tasks! the first line of main"), "{said}");
}

pub(crate) fn a_child_with_other_tasks_is_refused() {
    let mut command = program("other_tasks", &[]);
    command.env("RACELAB_TEST_OTHER", "1");
    let (code, said, _) = outcome(command);
    assert_eq!(code, Some(0));
    assert!(said.contains("has other tasks than its parent"), "{said}");
}

/// The test takes a minute, the time that such a child gets.
pub(crate) fn a_child_that_never_reaches_tasks_is_given_up() {
    let mut command = program("stuck", &[]);
    command.env("RACELAB_TEST_STUCK", "1");
    let (code, said, _) = outcome(command);
    assert_eq!(code, Some(0));
    assert!(said.contains("did not call tasks! within 60 s"), "{said}");
}

/// Every child runs the code before `tasks!`, once.
pub(crate) fn code_before_tasks_is_no_fork_bomb() {
    let scratch = Scratch::new();
    let mut command = program("late_tasks", &[]);
    command.env("RACELAB_TEST_LATE", scratch.path());
    let (code, said, _) = outcome(command);
    assert_eq!((code, said.as_str()), (Some(0), "9\n"));
    let pids: Vec<u32> = scratch
        .lines()
        .iter()
        .map(|line| line.parse().unwrap())
        .collect();
    assert!((1..=2).contains(&pids.len()), "{pids:?}");
    assert!(pids.iter().all(|&pid| !is_running(pid)));
}

/// How many times `main` runs for a pool of three, with this in its environment.
fn runs_of_main(environment: &[&str]) -> usize {
    let scratch = Scratch::new();
    let mut command = program("siblings", &[]);
    command.env("RACELAB_TEST_LATE", scratch.path());
    command.envs(environment.iter().map(|name| (name, "1")));
    let (code, said, errors) = outcome(command);
    assert_eq!((code, said.as_str()), (Some(0), "9\n"), "{errors}");
    scratch.lines().len()
}

/// Workers have siblings only on Linux.
pub(crate) fn main_is_run_once_for_a_pool() {
    let runs = if cfg!(target_os = "linux") { 1 } else { 3 };
    assert_eq!(runs_of_main(&[]), runs);
}

/// A fork would copy the locks that those threads hold.
pub(crate) fn a_main_with_threads_is_run_for_each_worker() {
    assert_eq!(runs_of_main(&["RACELAB_TEST_THREAD"]), 3);
}

pub(crate) fn the_mark_alone_is_refused() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .arg("--racelab-child")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let (code, said, errors) = outcome(command);
    assert_eq!((code, said.as_str()), (Some(2), ""));
    assert!(errors.contains("is for child processes only"));
}

pub(crate) fn workers_have_no_standard_input() {
    let pool = Pool::new(1).unwrap();
    assert_eq!(pool.apply(read_stdin, ()), Ok(0));
}

pub(crate) fn a_deadly_sigpipe_is_survived() {
    let (code, said, _) = outcome(program("deadly_sigpipe", &[]));
    assert_eq!((code, said), (Some(0), "-9\n".repeat(5)));
}

pub(crate) fn long_arguments_and_results_cross() {
    let pool = Pool::new(2).unwrap();
    // Even the sample is larger than a socket's buffer.
    let [bytes, letters] = [30 << 20, 20 << 20].map(|length| sample(length, 10));
    let expected = (bytes.try_into().unwrap(), letters.try_into().unwrap());
    let long = || (vec![1; expected.0], "x".repeat(expected.1));
    assert_eq!(pool.apply(lengths, long()), Ok(expected));
    let both = pool.starmap(lengths, [long(), long()]);
    assert_eq!(both, Ok(vec![expected; 2]));
    // A process reads its arguments from the same socket.
    let scratch = Scratch::new();
    let text = "y".repeat(sample(8 << 20, 10).try_into().unwrap());
    let mut process = Process::new(note).args((scratch.path(), text.clone()));
    process.start().unwrap();
    process.join().unwrap();
    assert!(scratch.lines() == [text]);
}

/// The submitting thread sends a short chunk to an idle worker itself; for a long chunk it
/// only knocks. A call with both kinds must lose neither.
pub(crate) fn short_and_long_chunks_of_one_call_all_arrive() {
    let pool = Pool::new(4).unwrap();
    wait_ready(&pool, 4);
    let call = |length: usize| (Vec::new(), "x".repeat(length));
    let calls = [3, 1 << 20, 5, 2 << 20, 7].map(call);
    let expected = [3, 1 << 20, 5, 2 << 20, 7].map(|length| (0, length));
    assert_eq!(pool.starmap(lengths, chunked(calls, 1)).unwrap(), expected);
}
