//! `doctor`: checks that everything that the course needs is installed.

use std::process::{Command, ExitCode};

use crate::course::{LABS, write_whole};
use crate::view::counted;
use crate::view::screen::{BAD, GOOD, ODD, WIDTH, paragraph, styled, width};

use super::Course;

/// The condition of one thing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Condition {
    Good,
    /// It works, but could work better.
    Note,
    Missing,
}

impl Course {
    /// Prints what is installed, what is missing, and what to do about it. The status is 1 if
    /// anything is missing.
    pub fn examine(&self) -> ExitCode {
        let findings = [
            self.compiler(),
            tool("cargo", "it comes with Rust: https://rustup.rs"),
            tool("cc", "install a C compiler: Rust links with it"),
            cores(),
            self.folder(),
            self.labs(),
            editor(),
            screen(),
            confinement(),
        ];
        for (finding, sentence) in &findings {
            let name = match finding {
                Condition::Good => styled(GOOD, "ok     "),
                Condition::Note => styled(ODD, "note   "),
                Condition::Missing => styled(BAD, "missing"),
            };
            let sentence = paragraph(sentence, 11, width());
            anstream::print!("  {name}  {}", sentence.trim_start());
        }
        let missing = findings.iter().filter(|(f, _)| *f == Condition::Missing);
        match missing.count() {
            0 => {
                anstream::println!("\n  Everything is there. Next: cargo lab next");
                ExitCode::SUCCESS
            }
            _ => {
                anstream::println!(
                    "\n  Install or repair what is missing, then run cargo lab \
                                    doctor again"
                );
                ExitCode::from(1)
            }
        }
    }

    fn compiler(&self) -> (Condition, String) {
        let needed = env!("CARGO_PKG_RUST_VERSION");
        let Some(found) = version("rustc") else {
            return (
                Condition::Missing,
                "rustc: get it from https://rustup.rs".to_owned(),
            );
        };
        let number = found.split_whitespace().nth(1).unwrap_or_default();
        match numbers(number) >= numbers(needed) {
            true => (
                Condition::Good,
                format!("{found}; {needed} or newer is needed"),
            ),
            false => {
                let advice = "get it with `rustup update`";
                (
                    Condition::Missing,
                    format!("Rust {needed}; this is {found}: {advice}"),
                )
            }
        }
    }

    /// Whether exercises and progress can be written.
    fn folder(&self) -> (Condition, String) {
        let probe = self.root.join("labs/.probe");
        match write_whole(&probe, b"").and_then(|()| std::fs::remove_file(&probe)) {
            Ok(()) => (
                Condition::Good,
                "the folder of the course is writable".to_owned(),
            ),
            Err(error) => (
                Condition::Missing,
                format!(
                    "the right to write into labs/ ({error}): copy the course to a folder of yours"
                ),
            ),
        }
    }

    fn labs(&self) -> (Condition, String) {
        let files = LABS.iter().flat_map(|lab| [lab.exercise(), lab.stub()]);
        let mut missing = files.filter(|file| !self.root.join(file).is_file());
        match missing.next() {
            None => {
                let labs = counted(LABS.len() as u64, "lab");
                (Condition::Good, format!("{labs}, each with its exercise"))
            }
            Some(file) if file.ends_with("exercise.rs") => {
                let advice = "`cargo lab reset LAB` brings it back";
                (Condition::Missing, format!("{file}: {advice}"))
            }
            Some(file) => {
                let advice = "get it anew from where you got the course";
                (Condition::Missing, format!("{file}: {advice}"))
            }
        }
    }
}

/// A program that only has to exist.
fn tool(name: &str, advice: &str) -> (Condition, String) {
    match version(name) {
        Some(found) => (Condition::Good, found),
        None => (Condition::Missing, format!("{name}: {advice}")),
    }
}

fn cores() -> (Condition, String) {
    match std::thread::available_parallelism().map_or(1, usize::from) {
        1 => (
            Condition::Note,
            "1 core: threads take turns, so races show up less often in real runs; \
             explorations and proofs are the same"
                .to_owned(),
        ),
        cores => (Condition::Good, format!("{cores} cores")),
    }
}

fn editor() -> (Condition, String) {
    let set = |name| std::env::var_os(name).is_some();
    match set("VISUAL") || set("EDITOR") {
        true => (Condition::Good, "an editor for `cargo lab open`".to_owned()),
        false => (
            Condition::Note,
            "neither VISUAL nor EDITOR is set: open exercises yourself, or set one for \
             `cargo lab open`"
                .to_owned(),
        ),
    }
}

fn screen() -> (Condition, String) {
    match width() {
        columns if columns < WIDTH => (
            Condition::Note,
            format!("{columns} columns: with {WIDTH}, executions are shown side by side"),
        ),
        columns => (Condition::Good, format!("{columns} columns")),
    }
}

fn confinement() -> (Condition, String) {
    match cfg!(unix) {
        true => (
            Condition::Good,
            "exercises run confined: an exercise that hangs is stopped".to_owned(),
        ),
        false => (
            Condition::Note,
            "exercises are not confined on this system: end one that hangs with Ctrl-C".to_owned(),
        ),
    }
}

/// The first line that a program prints about its version.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().next().unwrap_or(program);
    output.status.success().then(|| line.to_owned())
}

/// The first two numbers of a version.
fn numbers(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}
