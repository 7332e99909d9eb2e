//! Runs the numbered binaries, as a student does.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test target uses the part that it needs"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use racelab::course::{LABS, Lab, is_unedited};

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The numbered binary of a lab; `None` (with a message) if it does not compile, because then the
/// student has edited the exercise, which is not what these tests are about.
pub fn binary(lab: &str) -> Option<&'static PathBuf> {
    static BINARIES: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    let found = BINARIES.get_or_init(build).get(lab);
    if found.is_none() {
        say(&format!("skipped: {lab} does not compile"));
    }
    found
}

/// Builds every numbered binary that compiles.
fn build() -> BTreeMap<String, PathBuf> {
    let built = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "build",
            "--locked",
            "--bins",
            // Together with a test, which is built already, and with all packages, so that the
            // dependencies keep the features with which they have just been built.
            "--workspace",
            "--test=barrier",
            "--keep-going",
        ])
        .arg("--message-format=json")
        .output()
        .expect("cargo can be started");
    let messages = String::from_utf8(built.stdout).expect("cargo writes UTF-8");
    let messages = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let name = message["target"]["name"].as_str()?.to_owned();
        Some((name, PathBuf::from(message["executable"].as_str()?)))
    });
    messages.collect()
}

/// Runs a numbered binary with these arguments, with its output in a pipe and nothing
/// of the caller's terminal in its environment.
pub fn run(lab: &str, arguments: &[&str]) -> Option<Output> {
    let output = command(lab)?.args(arguments).output();
    Some(output.expect("a built binary can be started"))
}

/// Runs a numbered binary as [`run`] does, and types this text.
pub fn talk(lab: &str, arguments: &[&str], typed: &str) -> Option<Output> {
    let child = command(lab)?
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.expect("a built binary can be started");
    let mut input = child.stdin.take().expect("it is a pipe");
    // It may have closed its input.
    let _ = input.write_all(typed.as_bytes());
    drop(input);
    let output = child.wait_with_output();
    Some(output.expect("it comes to its end"))
}

/// The command of [`run`], for further arguments.
pub fn command(lab: &str) -> Option<Command> {
    let mut command = Command::new(binary(lab)?);
    command.current_dir(root());
    // These runs do not count as the student's progress.
    let progress = concat!(env!("CARGO_TARGET_TMPDIR"), "/progress.json");
    command.env("RACELAB_PROGRESS", progress);
    for variable in [
        "COLUMNS",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "RUST_BACKTRACE",
        "RACELAB_BY_LAB",
    ] {
        command.env_remove(variable);
    }
    Some(command)
}

/// Calls the function for each item, four at a time: a thread that waits for a program leaves the
/// processor to others.
///
/// # Panics
///
/// If the function panics for any of them.
pub fn side_by_side<T: Sync>(all: &[T], each: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                // Relaxed: the number orders no other access.
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    each(one);
                }
            });
        }
    });
}

/// The output of the check of the lab's exercise, which is run once; `None` as for
/// [`binary`].
pub fn checked(lab: &Lab) -> Option<&'static Output> {
    static CHECKED: OnceLock<BTreeMap<&str, OnceLock<Option<Output>>>> = OnceLock::new();
    let all = || LABS.iter().map(|lab| (lab.name, OnceLock::new())).collect();
    let checked = &CHECKED.get_or_init(all)[lab.name];
    checked.get_or_init(|| run(lab.name, &["check"])).as_ref()
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("a lab writes UTF-8")
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("a lab writes UTF-8")
}

/// Whether the lab's exercise equals its stub. If not, prints that a test of it
/// is skipped.
pub fn is_stub(lab: &Lab) -> bool {
    let texts = [lab.exercise(), lab.stub()].map(|file| std::fs::read_to_string(root().join(file)));
    let is_stub = matches!(&texts, [Ok(text), Ok(stub)] if is_unedited(text, stub));
    if !is_stub {
        say(&format!(
            "skipped: the exercise has been edited ({})",
            lab.exercise()
        ));
    }
    is_stub
}

/// Prints a message that the test harness does not capture.
fn say(words: &str) {
    // An error means that standard error is closed, and the message is lost.
    let _ = writeln!(std::io::stderr(), "{words}");
}
