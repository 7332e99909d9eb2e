//! The cargo that `cargo lab` starts: it may be seen while it builds `lab` for the first time.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
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
        fs::copy(env!("CARGO_BIN_EXE_start"), folder.join("start")).unwrap();
        let cargo = folder.join("cargo");
        fs::write(&cargo, "#!/bin/sh\necho \"$@\"\nexit 7\n").unwrap();
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
        Self(folder)
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
    let first = programs.start("cargo");
    assert_eq!(
        String::from_utf8_lossy(&first.stdout),
        "run --package racelab --bin lab -- check 05\n"
    );
    assert_eq!(
        String::from_utf8_lossy(&first.stderr),
        "  Building the course, once: give it a minute.\n"
    );
    fs::write(programs.0.join("lab"), "").unwrap();
    let second = programs.start("cargo");
    assert_eq!(
        String::from_utf8_lossy(&second.stdout),
        "run --quiet --package racelab --bin lab -- check 05\n"
    );
    assert_eq!(String::from_utf8_lossy(&second.stderr), "");
    for output in [first, second] {
        assert_eq!(output.status.code(), Some(7), "the status is cargo's");
    }
}

#[test]
fn without_cargo_it_says_what_to_do() {
    let output = Programs::new("without").start("nowhere");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("error: cannot start cargo: "), "{text}");
    assert!(text.contains("https://rustup.rs"), "{text}");
}
