//! A temporary course that tests may change.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use racelab::course::LABS;

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of every lab with its stub, in a temporary folder, without its
/// programs: a script replaces cargo.
pub(crate) struct Copy {
    pub(crate) folder: PathBuf,
}

impl Copy {
    pub(crate) fn new() -> Self {
        static COPIES: AtomicU32 = AtomicU32::new(0);
        // Relaxed: the number orders no other access.
        let copy = COPIES.fetch_add(1, Ordering::Relaxed);
        let tests = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = tests.join(format!("course.{}.{copy}", std::process::id()));
        let copy = Self { folder };
        copy.write("labs/Cargo.toml", "");
        for lab in LABS {
            let stub = fs::read_to_string(root().join(lab.stub())).unwrap();
            copy.write(&lab.stub(), &stub);
            copy.write(&lab.exercise(), &stub);
            copy.write(&lab.solution(), "// The solution.\n");
            let readme = fs::read_to_string(root().join(lab.readme())).unwrap();
            copy.write(&lab.readme(), &readme);
        }
        copy.cargo("exit 0");
        copy
    }

    /// Replaces cargo by this script; the arguments are recorded first.
    pub(crate) fn cargo(&self, script: &str) {
        self.program("cargo", &format!("echo \"$@\" >> \"$CALLS\"\n{script}"));
    }

    /// Puts a program into the folder of the copy: this script.
    pub(crate) fn program(&self, name: &str, script: &str) {
        let file = self.folder.join(name);
        crate::script::write(&file, &format!("#!/bin/sh\n{script}\n"));
    }

    /// The arguments of each call of cargo.
    pub(crate) fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.folder.join("calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// The arguments of each call of a lab's program, with its lab.
    pub(crate) fn asked(&self) -> Vec<String> {
        let manifest = self.folder.join("Cargo.toml");
        let calls = self.calls().into_iter().map(|call| {
            let rest = call.strip_prefix("run --quiet --locked --package labs --bin ");
            let rest = rest.unwrap_or_else(|| panic!("cargo was asked: {call}"));
            let call = rest.replacen(&format!("--manifest-path {} ", manifest.display()), "", 1);
            call.trim_end().to_owned()
        });
        calls.collect()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let file = self.folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    /// `lab`, in the folder of the copy.
    pub(crate) fn lab(&self, arguments: &[&str]) -> Command {
        let mut command = lab(arguments);
        command
            .current_dir(&self.folder)
            .env("CARGO", self.folder.join("cargo"))
            .env("CALLS", self.folder.join("calls"))
            .env_remove("RACELAB_PROGRESS");
        command
    }

    /// The output of `lab`, which must succeed.
    #[track_caller]
    pub(crate) fn says(&self, arguments: &[&str]) -> String {
        let output = self.lab(arguments).output().unwrap();
        let text = stdout(&output);
        assert!(output.status.success(), "{text}{}", stderr(&output));
        assert_eq!(stderr(&output), "");
        text
    }

    /// The error of `lab`, on one line.
    #[track_caller]
    pub(crate) fn complains(&self, arguments: &[&str]) -> String {
        complaint(&self.lab(arguments).output().unwrap())
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // If it is not removed, it stays under target/.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `lab`, in the course itself; it does not count as the student's progress.
pub(crate) fn lab(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    let progress = concat!(env!("CARGO_TARGET_TMPDIR"), "/progress.json");
    command
        .args(arguments)
        .current_dir(root())
        .env("RACELAB_PROGRESS", progress)
        .stdin(Stdio::null());
    for variable in [
        "CARGO_MANIFEST_DIR",
        "COLUMNS",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "RUST_BACKTRACE",
        "VISUAL",
        "EDITOR",
    ] {
        command.env_remove(variable);
    }
    command
}

/// The output of `lab` in the course itself, with a lab's own program; `None` (with a
/// message) if that does not compile, because then the exercise was edited.
pub(crate) fn really(arguments: &[&str]) -> Option<Output> {
    let output = lab(arguments).output().unwrap();
    if stderr(&output).contains("That was the compiler") {
        // An error means that standard error is closed, and the message is lost.
        let _ = writeln!(std::io::stderr(), "skipped: {arguments:?} does not compile");
        return None;
    }
    Some(output)
}

/// The sentence of an output that consists only of wrong use.
#[track_caller]
pub(crate) fn complaint(output: &Output) -> String {
    let text = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{}{text}", stdout(output));
    assert_eq!(text.lines().count(), 1, "{text}");
    let sentence = text.strip_prefix("error: ");
    let sentence = sentence.unwrap_or_else(|| panic!("no error: {text}"));
    sentence.trim_end().to_owned()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Waits for an event in another process that sends no message about it.
#[track_caller]
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        let patience = Duration::from_secs(60);
        assert!(begun.elapsed() < patience, "not so for a minute: {what}");
        std::thread::yield_now();
    }
}
