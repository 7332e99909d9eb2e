//! Rows 56 to 69, second part: parents, children and grandchildren.

use std::io::{BufRead, BufReader, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixListener;
use std::panic::{self, AssertUnwindSafe};

use racelab::process::Process;

use crate::processes::standing;
use crate::support::{Gate, Scratch, program, until};
use crate::tasks::{daemon_report, nothing, own_pool, start_and_watch, tree, upper_case_server};

pub(crate) fn row_58_parent_process() {
    let (scratch, gate) = (Scratch::new(), Gate::new());
    let mut parent = Process::new(start_and_watch).args((scratch.path(), gate.path()));
    parent.start().unwrap();
    drop(gate.visitor());
    assert_eq!(scratch.lines(), ["alive true", "ended false"]);
    parent.kill().unwrap();
    // The grandchild reports again only after its parent is gone.
    drop(gate.visitor());
    assert_eq!(scratch.lines()[2], "alive false");
}

pub(crate) fn row_60_daemon() {
    assert!(!Process::new(nothing).is_daemon());
    assert!(Process::new(nothing).daemon(true).is_daemon());
    let scratch = Scratch::new();
    let mut daemon = Process::new(daemon_report)
        .args((scratch.path(),))
        .daemon(true);
    daemon.start().unwrap();
    daemon.join().unwrap();
    let lines = scratch.lines();
    // The process itself; its child by default; its child with an explicit setting.
    assert_eq!(lines[..3], ["true", "true", "false"]);
    assert!(lines[3].contains("not allowed to have children"));

    let gate = Gate::new();
    let process = standing(&gate, 0);
    let visitor = gate.visitor();
    assert!(panic::catch_unwind(AssertUnwindSafe(|| process.daemon(true))).is_err());
    drop(visitor);

    // At the end of the program it waits for the child that is not a daemon. Then
    // the daemon, which still waits at the gate, ends.
    let gate = Gate::new();
    let mut program = program("children_at_exit", &[&gate.path()])
        .spawn()
        .unwrap();
    let mut visitors = gate.visitors(2);
    let other = visitors.pop().unwrap();
    let mut daemon = visitors.pop().unwrap();
    assert_eq!(program.try_wait().unwrap(), None);
    drop(other);
    assert!(program.wait().unwrap().success());
    assert!(daemon.is_gone());
}

pub(crate) fn row_64_recursion() {
    let scratch = Scratch::new();
    let mut root = Process::new(tree).args((scratch.path(), "r".to_string(), 2));
    root.start().unwrap();
    root.join().unwrap();
    let expected = ["r", "r0", "r00", "r01", "r1", "r10", "r11"];
    assert_eq!(scratch.lines(), expected);
}

pub(crate) fn row_68_upper_casing_server() {
    let scratch = Scratch::new();
    let listener = UnixListener::bind(scratch.path()).unwrap();
    let mut server = Process::new(upper_case_server).args((scratch.path(),));
    server.start().unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap()).lines();
    for word in ["hello", "again", "and again"] {
        writeln!(stream, "{word}").unwrap();
        let answer = answers.next().unwrap().unwrap();
        assert_eq!(answer, word.to_uppercase());
        assert!(server.is_alive());
    }
    stream.shutdown(Shutdown::Write).unwrap();
    server.join().unwrap();
    assert_eq!(server.exitcode(), Some(0));
}

pub(crate) fn a_child_that_is_no_daemon_has_a_pool_of_its_own() {
    let scratch = Scratch::new();
    let mut process = Process::new(own_pool).args((scratch.path(),));
    process.start().unwrap();
    process.join().unwrap();
    assert_eq!(process.exitcode(), Some(0));
    until("its answer", || scratch.lines() == ["[0, 1, 4, 9]"]);
}
