//! The cargo that `cargo lab` starts: it may be seen while it builds `lab` for the first time.

#![cfg(unix)]

#[path = "../../../tests/support/script.rs"]
mod script;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder for programs, with a copy of `start` and a script that stands for cargo.
struct Programs(PathBuf);

impl Programs {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // An error means that no earlier run has left it.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        // As a script, the copy is written by another process.
        let mut copy = Command::new("cp");
        let copied = copy.args([env!("CARGO_BIN_EXE_start"), "start"]);
        assert!(copied.current_dir(&folder).status().unwrap().success());
        let programs = Self(folder);
        // It "builds" the program that is there.
        programs.program("lab.built", "echo \"lab $@\"\nexit 7");
        programs.program(
            "cargo",
            "echo \"cargo $@\"\ncp \"${0%/*}/lab.built\" \"${0%/*}/lab\"",
        );
        programs
    }

    /// A program that is a script.
    fn program(&self, name: &str, script: &str) {
        script::write(&self.0.join(name), &format!("#!/bin/sh\n{script}\n"));
    }

    fn start(&self, cargo: &str) -> Output {
        Command::new(self.0.join("start"))
            .args(["check", "05"])
            .env("CARGO", self.0.join(cargo))
            .output()
            .unwrap()
    }
}

#[test]
fn the_first_build_is_seen_and_later_ones_are_quiet() {
    let programs = Programs::new("seen");
    let [first, second] = [0, 1].map(|_| programs.start("cargo"));
    assert_eq!(
        String::from_utf8_lossy(&first.stdout),
        "cargo build --package racelab --bin lab\nlab check 05\n"
    );
    assert_eq!(
        String::from_utf8_lossy(&first.stderr),
        "  Building the course, once: give it a minute.\n"
    );
    assert_eq!(
        String::from_utf8_lossy(&second.stdout),
        "cargo build --quiet --package racelab --bin lab\nlab check 05\n"
    );
    // A second may pass on a busy machine.
    let announced = "  Bringing the course up to date: give it some seconds.\n";
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(["", announced].contains(&&*said), "{said}");
    for output in [first, second] {
        assert_eq!(output.status.code(), Some(7), "the status is lab's");
    }
}

#[test]
fn a_build_that_fails_ends_with_the_status_of_cargo() {
    let programs = Programs::new("failing");
    programs.program("cargo", "echo \"cargo $@\"\nexit 101");
    let output = programs.start("cargo");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "cargo build --package racelab --bin lab\n"
    );
    assert_eq!(output.status.code(), Some(101));
}

#[test]
fn without_cargo_it_says_what_to_do() {
    let output = Programs::new("without").start("nowhere");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("error: cannot start cargo: "), "{text}");
    assert!(text.contains("https://rustup.rs"), "{text}");
}
