//! `watch`: a check at each save, while the keys work.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::process::{Child, Command, Output, Stdio};

use super::support::{Copy, eventually, stderr, stdout};

const EXERCISE: &str = "labs/05_racy_counter/exercise.rs";

/// A cargo that never ends.
const HANGS: &str = "exec sleep 1000";

/// A running `watch`.
struct Watcher {
    child: Child,
}

impl Watcher {
    fn of(copy: &Copy) -> Self {
        let mut command: Command = copy.lab(&["watch", "5"]);
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        Self {
            child: child.unwrap(),
        }
    }

    fn types(&mut self, line: &str) {
        let input = self.child.stdin.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    fn ends(self) -> Output {
        self.child.wait_with_output().unwrap()
    }
}

/// The number of processes with this folder in their environment.
fn living(copy: &Copy) -> usize {
    let wanted = format!("CALLS={}", copy.folder.join("calls").display());
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let environments = processes.filter_map(|p| std::fs::read(p.path().join("environ")).ok());
    let mine = environments.filter(|environment| {
        let mut variables = environment.split(|&byte| byte == 0);
        variables.any(|variable| variable == wanted.as_bytes())
    });
    mine.count()
}

#[test]
fn a_save_begins_a_check_and_kills_the_one_that_hangs() {
    let copy = Copy::new();
    copy.cargo(HANGS);
    let mut watcher = Watcher::of(&copy);
    eventually("the first check runs", || copy.calls().len() == 1);
    copy.write(EXERCISE, "// Saved.\n");
    eventually("the second check runs", || copy.calls().len() == 2);
    if cfg!(target_os = "linux") {
        eventually("only one check runs", || living(&copy) == 2);
    }
    watcher.types("q");
    let output = watcher.ends();
    assert!(output.status.success());
    if cfg!(target_os = "linux") {
        eventually("no check runs", || living(&copy) == 0);
    }
    assert_eq!(copy.asked(), ["05_racy_counter -- check"; 2]);
    let text = stdout(&output);
    assert!(
        text.starts_with("  Watching labs/05_racy_counter/exercise.rs: each time you save it"),
        "{text}"
    );
    assert!(
        text.contains("Saved meanwhile: the check starts again."),
        "{text}"
    );
}

#[test]
fn enter_checks_and_h_shows_a_hint_while_a_check_hangs() {
    let copy = Copy::new();
    copy.cargo(HANGS);
    let mut watcher = Watcher::of(&copy);
    eventually("the first check runs", || copy.calls().len() == 1);
    watcher.types("h");
    watcher.types("");
    eventually("the second check runs", || copy.calls().len() == 2);
    watcher.types("what?");
    watcher.types("q");
    let output = watcher.ends();
    let text = stdout(&output);
    assert!(text.contains("Between which two lines"), "{text}");
    assert!(
        text.ends_with("  Enter checks it now, h shows a hint, q stops.\n"),
        "{text}"
    );
    assert_eq!(stderr(&output), "");
}

#[test]
fn it_says_what_it_waits_for() {
    let copy = Copy::new();
    copy.cargo("echo checked; exit 1");
    let mut watcher = Watcher::of(&copy);
    let mut said = BufReader::new(watcher.child.stdout.take().unwrap()).lines();
    let mut waits = || {
        let mut lines = said.by_ref().map(Result::unwrap);
        assert!(lines.any(|line| line == "checked"));
        let waits = "  Waiting until labs/05_racy_counter/exercise.rs is saved.";
        assert!(lines.any(|line| line.starts_with(waits)));
    };
    waits();
    copy.write(EXERCISE, "// Saved.\n");
    waits();
    watcher.types("");
    waits();
    watcher.types("q");
    assert!(watcher.ends().status.success());
    assert_eq!(copy.calls().len(), 3);
}

#[test]
fn without_input_it_checks_once() {
    let copy = Copy::new();
    copy.cargo("echo checked");
    let text = copy.says(&["watch", "5"]);
    assert!(text.contains("checked\n"), "{text}");
    assert_eq!(copy.calls().len(), 1);
}

#[test]
fn on_a_terminal_a_key_counts_without_enter_and_the_terminal_is_left_as_it_was() {
    for stop in ["q", "\x03"] {
        let copy = Copy::new();
        copy.cargo(HANGS);
        let (mut keyboard, terminal) = terminal();
        let mut command: Command = copy.lab(&["watch", "5"]);
        let child = command
            .stdin(terminal.try_clone().unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        eventually("the first check runs", || copy.calls().len() == 1);
        keyboard.write_all(b"\n").unwrap();
        eventually("the second check runs", || copy.calls().len() == 2);
        assert!(!is_buffered(&terminal));
        keyboard.write_all(stop.as_bytes()).unwrap();
        let output = child.unwrap().wait_with_output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(is_buffered(&terminal));
    }
}

/// Both ends of a pseudoterminal: the user's, and the program's.
fn terminal() -> (File, OwnedFd) {
    let (mut person, mut program) = (-1, -1);
    let none = std::ptr::null_mut();
    // SAFETY: the first two are written to, the others may be null.
    let opened =
        unsafe { libc::openpty(&mut person, &mut program, none, none.cast(), none.cast()) };
    assert_eq!(opened, 0, "{}", std::io::Error::last_os_error());
    // SAFETY: both are open, and have no other owner.
    unsafe { (File::from_raw_fd(person), OwnedFd::from_raw_fd(program)) }
}

/// Whether a terminal passes on whole lines, and not each key.
fn is_buffered(terminal: &OwnedFd) -> bool {
    let mut mode = MaybeUninit::uninit();
    // SAFETY: the pointer is to memory for a termios, written before it is read.
    let mode: libc::termios = unsafe {
        assert_eq!(libc::tcgetattr(terminal.as_raw_fd(), mode.as_mut_ptr()), 0);
        mode.assume_init()
    };
    mode.c_lflag & libc::ICANON != 0
}
