//! Rows 56 to 69, first part: one process.

use std::collections::HashSet;
use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use racelab::process::{Error, Process, active_children, current_process, parent_process};

use crate::support::{Gate, Scratch, is_reaped, is_running, kill, outcome, program, text, until};
use crate::tasks::{
    Raise, child_names, describe_me, die_as_asked, leave_thread, note, nothing, wait_at,
};

fn is_misuse<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::Misuse { .. }))
}

/// A process that waits at the gate.
pub(crate) fn standing(gate: &Gate, id: u64) -> Process {
    let mut process = Process::new(wait_at).args((gate.path(), id));
    process.start().unwrap();
    process
}

pub(crate) fn row_56_process() {
    let scratch = Scratch::new();
    let more = Raise {
        base: 7,
        exponent: 8,
    };
    let mut process = Process::new(describe_me)
        .args((scratch.path(), 3, more))
        .name("one");
    assert!(!process.is_alive());
    assert_eq!((process.exitcode(), process.pid()), (None, None));
    assert_eq!(format!("{process:?}"), "<Process(one, initial)>");
    process.start().unwrap();
    assert_eq!(process.join(), Ok(()));
    assert!(!process.is_alive());
    assert_eq!(process.exitcode(), Some(0));
    assert_eq!(format!("{process:?}"), "<Process(one, stopped)>");
    assert!(is_reaped(process.pid().unwrap()));
    let lines = scratch.lines();
    assert_eq!(lines[0], "3 7 8");
    assert_eq!(lines[1], format!("one {}", process.pid().unwrap()));
    // It is alive while it runs.
    let gate = Gate::new();
    let process = standing(&gate, 0);
    let visitor = gate.visitor();
    assert!(process.is_alive());
    assert_eq!(process.pid(), Some(visitor.pid));
    assert!(format!("{process:?}").ends_with(", started)>"));
    drop(visitor);
    process.join().unwrap();
    assert!(!process.is_alive());
}

pub(crate) fn row_57_current_and_parent() {
    let me = current_process();
    assert_eq!((me.name(), me.pid()), ("MainProcess", std::process::id()));
    assert!(parent_process().is_none() && !me.is_daemon());
    let scratch = Scratch::new();
    let more = Raise {
        base: 0,
        exponent: 0,
    };
    let mut process = Process::new(describe_me).args((scratch.path(), 0, more));
    process.start().unwrap();
    process.join().unwrap();
    let lines = scratch.lines();
    let pid = process.pid().unwrap();
    assert_eq!(lines[1], format!("{} {pid}", process.get_name()));
    assert_eq!(lines[2], format!("MainProcess {}", std::process::id()));
}

pub(crate) fn row_59_terminate_and_kill() {
    let gate = Gate::new();
    for (end, code, name) in [
        (Process::terminate as fn(&Process) -> _, -15, "SIGTERM"),
        (Process::kill, -9, "SIGKILL"),
    ] {
        let process = standing(&gate, 0);
        let visitor = gate.visitor();
        assert_eq!(process.join_timeout(Duration::ZERO), Ok(false));
        assert_eq!(process.join_timeout(Duration::from_millis(1)), Ok(false));
        assert_eq!(process.exitcode(), None);
        assert!(process.is_alive());
        assert_eq!(end(&process), Ok(()));
        assert_eq!(process.join_timeout(Duration::MAX), Ok(true));
        assert_eq!(process.exitcode(), Some(code));
        assert!(format!("{process:?}").ends_with(&format!(", stopped[{name}])>")));
        // A second call does no harm.
        assert_eq!(end(&process), Ok(()));
        assert_eq!(process.exitcode(), Some(code));
        drop(visitor);
    }
    let process = Process::new(nothing);
    assert!(is_misuse(process.terminate()) && is_misuse(process.kill()));
}

pub(crate) fn row_61_exit() {
    for (way, code) in [("8", 8), ("return", 0), ("1", 1), ("abort", -6)] {
        let mut process = Process::new(die_as_asked).args((way.to_string(),));
        process.start().unwrap();
        process.join().unwrap();
        assert_eq!(process.exitcode(), Some(code), "{way}");
    }
    // Its earlier output goes to standard error.
    let (code, said, errors) = outcome(program("exit_message", &["out of cheese"]));
    assert_eq!((code, said.trim()), (Some(0), "1"));
    assert_eq!(errors, "out of cheese\n");
    let (code, said, errors) = outcome(program("die", &["panic"]));
    assert_eq!((code, said.trim()), (Some(0), "101"));
    assert!(errors.contains("as asked"));
}

pub(crate) fn row_62_active_children() {
    let gate = Gate::new();
    let mut process = Process::new(wait_at).args((gate.path(), 0));
    let pids = || {
        let children = active_children();
        children
            .iter()
            .map(|child| child.pid().unwrap())
            .collect::<HashSet<_>>()
    };
    process.start().unwrap();
    let pid = process.pid().unwrap();
    assert!(pids().contains(&pid));
    let child = active_children()
        .into_iter()
        .find(|child| child.pid() == Some(pid));
    assert_eq!(child.as_ref().unwrap().get_name(), process.get_name());
    drop(gate.visitor());
    process.join().unwrap();
    assert!(!pids().contains(&pid));
    // Another handle of the same child.
    assert_eq!(child.unwrap().exitcode(), Some(0));
}

/// Use after close does not compile: it takes the handle.
pub(crate) fn row_63_close() {
    let gate = Gate::new();
    let process = standing(&gate, 0);
    let pid = process.pid();
    let visitor = gate.visitor();
    assert!(is_misuse(process.close()));
    let again = active_children()
        .into_iter()
        .find(|child| child.pid() == pid);
    drop(visitor);
    let again = again.expect("it goes on");
    again.join().unwrap();
    assert_eq!(again.close(), Ok(()));
    assert_eq!(Process::new(nothing).close(), Ok(()));
}

pub(crate) fn row_65_sentinel() {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let gate = Gate::new();
    let process = standing(&gate, 0);
    let visitor = gate.visitor();
    let sentinel = process.sentinel().unwrap();
    let readable = |timeout: Option<&Timespec>| {
        let mut fds = [PollFd::new(&sentinel, PollFlags::IN)];
        poll(&mut fds, timeout).unwrap() == 1
    };
    assert!(!readable(Some(&Timespec::default())));
    drop(visitor);
    assert!(readable(None));
    assert!(!process.is_alive());
    assert_eq!(process.exitcode(), Some(0));
    // A sentinel requested afterwards is readable at once.
    let late = process.sentinel().unwrap();
    assert_eq!(poll(&mut [PollFd::new(&late, PollFlags::IN)], None), Ok(1));
    assert!(is_misuse(Process::new(nothing).sentinel()));
}

pub(crate) fn row_66_many_processes() {
    let mut processes: Vec<_> = (0..100).map(|_| Process::new(nothing)).collect();
    for process in &mut processes {
        process.start().unwrap();
    }
    for process in &processes {
        process.join().unwrap();
        assert_eq!(process.exitcode(), Some(0));
    }
    let gate = Gate::new();
    let processes: Vec<_> = (0..100).map(|id| standing(&gate, id)).collect();
    let visitors = gate.visitors(100);
    for process in &processes {
        process.terminate().unwrap();
    }
    for process in &processes {
        process.join().unwrap();
        assert_eq!(process.exitcode(), Some(-15));
    }
    drop(visitors);
}

/// Rust's threads do not keep a process alive, unlike Python's.
pub(crate) fn row_67_threads_are_not_waited_for() {
    let (scratch, gate) = (Scratch::new(), Gate::new());
    let mut process = Process::new(leave_thread).args((scratch.path(), gate.path()));
    process.start().unwrap();
    process.join().unwrap();
    assert_eq!(process.exitcode(), Some(0));
    assert!(!is_running(process.pid().unwrap()));
    assert_eq!(scratch.lines(), Vec::<String>::new());
}

pub(crate) fn row_69_start_twice_and_names() {
    let mut process = Process::new(nothing);
    assert!(is_misuse(process.join()));
    assert!(is_misuse(process.join_timeout(Duration::ZERO)));
    process.start().unwrap();
    assert!(is_misuse(process.start()));
    process.join().unwrap();
    assert!(is_misuse(process.start()));
    // Names: numbered here, and within the child after the child's number.
    let scratch = Scratch::new();
    let mut process = Process::new(child_names).args((scratch.path(),));
    let name = process.get_name().to_string();
    let number: u32 = name.strip_prefix("Process-").unwrap().parse().unwrap();
    assert!(number > 0);
    process.start().unwrap();
    process.join().unwrap();
    let expected = [name.clone(), format!("{name}:1"), format!("{name}:2")];
    assert_eq!(scratch.lines(), expected);
    // Too late for other settings.
    let mut process = Process::new(note).args((scratch.path(), "x".to_string()));
    process.start().unwrap();
    let late = panic::catch_unwind(AssertUnwindSafe(|| process.name("late"))).unwrap_err();
    assert!(text(&*late).contains("before it is started"));
    until("the process to have run", || scratch.lines().len() == 4);
    // A kill by the system's own means is noticed as well.
    let gate = Gate::new();
    let process = standing(&gate, 0);
    let visitor = gate.visitor();
    kill(visitor.pid);
    process.join().unwrap();
    assert_eq!(process.exitcode(), Some(-9));
}
