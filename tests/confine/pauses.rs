//! Pauses cost a correct program nothing: a stop, a lack of processor time, or a slow
//! player.

use std::io::Write;
use std::process::{Child, Stdio};
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};

use super::Test;
use super::run::{Run, eventually, flat, waits};

pub(crate) const TESTS: &[Test] = &[
    (
        "a right program that is stopped for a while is proved",
        || a_pause_costs_nothing("halts"),
    ),
    ("so is one that waits for a process that is stopped", || {
        a_pause_costs_nothing("delegates")
    }),
    ("so is one whose parent is stopped for a while", || {
        if cfg!(target_os = "linux") {
            let run = Run::new("halts-in-a-hurry");
            let parent = run.start(&["check"]);
            let pid = Pid::from_child(&parent);
            eventually("the child is stopped", || run.stopped().is_some());
            let child = run.stopped().unwrap();
            kill_process(pid, Signal::STOP).unwrap();
            kill_process(child, Signal::CONT).unwrap();
            // Longer than the limit on elapsed time.
            let begun = Instant::now();
            eventually("4 s have passed", || begun.elapsed().as_secs() >= 4);
            kill_process(pid, Signal::CONT).unwrap();
            proved(parent);
        }
    }),
    ("so is one that others keep from any processor", starved),
    (
        "so is one that takes long since it takes much memory",
        || proved(Run::new("grows").start(&["check"])),
    ),
    ("while a player thinks, no time counts", || {
        let run = Run::new("pondered");
        let mut command = run.command(&["play", "--exercise"]);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut parent = piped.spawn().unwrap();
        let mut input = parent.stdin.take().unwrap();
        input.write_all(b"a\n").unwrap();
        if cfg!(target_os = "linux") {
            // Longer than the limit on idleness, and than that on elapsed time.
            eventually("the child was idle for 4 s", || run.ticks() >= 40);
        }
        input.write_all(b"b\n").unwrap();
        drop(input);
        let output = parent.wait_with_output().unwrap();
        let text = flat(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains("Step 2, B: "), "{text}");
        run.assert_nothing_left();
    }),
];

/// Runs a program that gets stopped, and continues it after its parent has looked
/// often enough to mistake it for one that waits.
fn a_pause_costs_nothing(program: &'static str) {
    if cfg!(target_os = "linux") {
        let run = Run::new(program);
        let parent = run.start(&["check"]);
        eventually("a process is stopped", || run.stopped().is_some());
        looks_ten_times(&parent);
        kill_process(run.stopped().unwrap(), Signal::CONT).unwrap();
        proved(parent);
    }
}

#[cfg(target_os = "linux")]
fn starved() {
    use std::process::Command;
    use std::time::Duration;

    use racelab::confine::{Caps, Family};

    // It ends by itself if this program is ended before it is.
    let caps = Caps {
        processor: Duration::from_secs(60),
        memory: 1 << 30,
        file: 0,
    };
    let busy = |_| {
        let mut busy = Command::new("sh");
        busy.args(["-c", "while :; do :; done"]);
        // In a session of its own, since Linux may share processors out by session.
        // SAFETY: it only makes system calls.
        unsafe { Family::start(&mut busy, caps, super::processor::stay_on_one) }.unwrap()
    };
    let busy: Vec<_> = (0..4).map(busy).collect();
    let run = Run::new("starves");
    let parent = run.start(&["check"]);
    eventually("a thread starves", || {
        let mut statuses = run.tasks("status");
        statuses.any(|status| status.starts_with("Name:\tstarved\n"))
    });
    looks_ten_times(&parent);
    drop(busy);
    proved(parent);
}

#[cfg(not(target_os = "linux"))]
fn starved() {}

/// Waits until the parent has looked ten times at a child that gives no sign, or has
/// ended. It counts the parent's waits.
fn looks_ten_times(parent: &Child) {
    let path = format!("/proc/{}/status", parent.id());
    let status = || std::fs::read_to_string(&path).unwrap();
    let before = waits(&status());
    eventually("the parent looks", || {
        let status = status();
        waits(&status) >= before + 10 || status.contains("(zombie)")
    });
}

/// Asserts that a check proves its program.
#[track_caller]
fn proved(parent: Child) {
    let output = parent.wait_with_output().unwrap();
    let text = flat(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("proved"), "{text}");
}
