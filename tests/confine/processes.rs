//! The processes of one command: their signals, their open descriptors, and that none of them is
//! left behind.

use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::Test;
use super::run::{Run, eventually, flat};

pub(crate) const TESTS: &[Test] = &[
    ("a long exploration can be ended with what it has", || {
        let run = Run::new("long");
        let mut command = run.command(&["explore", "--exercise"]);
        let parent = command.stdout(Stdio::piped()).spawn().unwrap();
        let pid = Pid::from_child(&parent);
        if cfg!(target_os = "linux") {
            eventually("the parent listens to Ctrl-C", || catches_interrupts(pid));
            kill_process(pid, Signal::INT).unwrap();
        }
        let output = parent.wait_with_output().unwrap();
        let text = flat(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{text}");
        if cfg!(target_os = "linux") {
            assert!(text.contains("(RC11): stopped by you after "), "{text}");
            assert!(text.contains("; not a proof."), "{text}");
        }
        run.assert_nothing_left();
    }),
    ("what others have left open is not open to the code", || {
        // The descriptor that the child's socket would get otherwise, and to which a forger writes.
        let forger = Run::new("forger").command(&["check"]);
        let mut shell = Command::new("sh");
        shell.args(["-c", "exec \"$@\" 3>/dev/null", "sh"]);
        shell.arg(forger.get_program()).args(forger.get_args());
        let text = flat(&shell.output().unwrap().stdout);
        assert!(text.contains("no result: "), "{text}");
    }),
    ("a process that the code leaves behind is killed", || {
        let run = Run::new("leaves-a-process");
        let output = run.output(&["check"]);
        assert_eq!(output.status.code(), Some(0), "{}", flat(&output.stdout));
        run.assert_nothing_left();
    }),
    (
        "so is one that it leaves behind when it runs out of time",
        || {
            let run = Run::new("leaves-a-process-and-loops");
            let output = run.output(&["check"]);
            assert!(flat(&output.stdout).contains("time limit: "));
            run.assert_nothing_left();
        },
    ),
    (
        "the mark of a child, without a parent, is an error that says so",
        || {
            let mut command = Run::new("right").command(&["check"]);
            let output = command.env("RACELAB_CONFINED", "1").output().unwrap();
            assert_eq!(output.status.code(), Some(2));
            assert!(flat(&output.stderr).starts_with("error: cannot run your code in a process"));
        },
    ),
    ("a child does not outlive its parent", || {
        let run = Run::new("waits");
        let mut parent = run
            .command(&["check"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        if cfg!(target_os = "linux") {
            eventually("parent and child run", || run.living() == 2);
        }
        parent.kill().unwrap();
        parent.wait().unwrap();
        run.assert_nothing_left();
    }),
];

/// Whether the process has a handler for SIGINT.
fn catches_interrupts(pid: Pid) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero()));
    let status = status.unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.is_some_and(|mask| mask >> (Signal::INT.as_raw() - 1) & 1 == 1)
}
