//! `doctor`: checks that everything that the course needs is installed.

use std::process::{Command, ExitCode};

use crate::course::{LABS, write_whole};
use crate::view::counted;
use crate::view::screen::{BAD, GOOD, ODD, WIDTH, paragraph, styled, width};

use super::Course;

/// The condition of one thing, with a sentence about it.
enum Finding {
    Good(String),
    /// It works, but could work better.
    Note(String),
    Missing(String),
}

use Finding::{Good, Missing, Note};

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
        for finding in &findings {
            let (name, sentence) = match finding {
                Good(sentence) => (styled(GOOD, "ok     "), sentence),
                Note(sentence) => (styled(ODD, "note   "), sentence),
                Missing(sentence) => (styled(BAD, "missing"), sentence),
            };
            let sentence = paragraph(sentence, 11, width());
            anstream::print!("  {name}  {}", sentence.trim_start());
        }
        if findings.iter().any(|finding| matches!(finding, Missing(_))) {
            let advice = "Install or repair what is missing, then run cargo lab doctor again";
            anstream::println!("\n  {advice}");
            return ExitCode::from(1);
        }
        anstream::println!("\n  Everything is there. Next: cargo lab next");
        ExitCode::SUCCESS
    }

    fn compiler(&self) -> Finding {
        let needed = env!("CARGO_PKG_RUST_VERSION");
        let Some(found) = version("rustc") else {
            return Missing("rustc: get it from https://rustup.rs".to_owned());
        };
        let number = found.split_whitespace().nth(1).unwrap_or_default();
        match numbers(number) >= numbers(needed) {
            true => Good(format!("{found}; {needed} or newer is needed")),
            false => {
                let advice = "get it with `rustup update`";
                Missing(format!("Rust {needed}; this is {found}: {advice}"))
            }
        }
    }

    /// Whether exercises and progress can be written.
    fn folder(&self) -> Finding {
        let probe = self.root.join("labs/.probe");
        match write_whole(&probe, b"").and_then(|()| std::fs::remove_file(&probe)) {
            Ok(()) => Good("the folder of the course is writable".to_owned()),
            Err(error) => Missing(format!(
                "the right to write into labs/ ({error}): copy the course to a folder of yours"
            )),
        }
    }

    fn labs(&self) -> Finding {
        let files = LABS.iter().flat_map(|lab| [lab.exercise(), lab.stub()]);
        let mut missing = files.filter(|file| !self.root.join(file).is_file());
        match missing.next() {
            None => {
                let labs = counted(LABS.len() as u64, "lab");
                Good(format!("{labs}, each with its exercise"))
            }
            Some(file) if file.ends_with("exercise.rs") => {
                let advice = "`cargo lab reset LAB` brings it back";
                Missing(format!("{file}: {advice}"))
            }
            Some(file) => {
                let advice = "get it anew from where you got the course";
                Missing(format!("{file}: {advice}"))
            }
        }
    }
}

/// A program that only has to exist.
fn tool(name: &str, advice: &str) -> Finding {
    match version(name) {
        Some(found) => Good(found),
        None => Missing(format!("{name}: {advice}")),
    }
}

fn cores() -> Finding {
    match std::thread::available_parallelism().map_or(1, usize::from) {
        1 => Note(
            "1 core: threads take turns, so races show up less often in real runs; \
             explorations and proofs are the same"
                .to_owned(),
        ),
        cores => Good(format!("{cores} cores")),
    }
}

fn editor() -> Finding {
    let set = |name| std::env::var_os(name).is_some();
    match set("VISUAL") || set("EDITOR") {
        true => Good("an editor for `cargo lab open`".to_owned()),
        false => Note(
            "neither VISUAL nor EDITOR is set: open exercises yourself, or set one for \
             `cargo lab open`"
                .to_owned(),
        ),
    }
}

fn screen() -> Finding {
    match width() {
        columns if columns < WIDTH => Note(format!(
            "{columns} columns: with {WIDTH}, executions are shown side by side"
        )),
        columns => Good(format!("{columns} columns")),
    }
}

fn confinement() -> Finding {
    match cfg!(unix) {
        true => Good("exercises run confined: an exercise that hangs is stopped".to_owned()),
        false => Note(
            "exercises are not confined on this system: end one that hangs with Ctrl-C".to_owned(),
        ),
    }
}

/// The first line that a program prints about its version.
pub(super) fn version(program: &str) -> Option<String> {
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
