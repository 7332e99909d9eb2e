//! The builds for a student's run and for the tests.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::support::{Copy, root, stderr, stdout};

/// The features of each package in the tree, by name and version.
fn features(edges: &str) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix=none", "--edges"])
        .args([edges, "--format={p}|{f}"])
        .current_dir(root())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let tree = String::from_utf8(output.stdout).unwrap();
    let packages = tree.lines().filter_map(|line| {
        // A package whose dependencies are listed earlier is marked.
        let line = line.strip_suffix(" (*)").unwrap_or(line);
        let (package, features) = line.split_once('|')?;
        Some((package.to_owned(), features.to_owned()))
    });
    packages.collect()
}

/// Otherwise `cargo test` would build it again, and everything that depends on it.
#[test]
fn the_tests_ask_for_no_feature_that_a_run_of_a_lab_does_not_have() {
    let (run, tests) = (features("no-dev"), features("all"));
    assert!(run.len() > 20 && tests.len() > run.len(), "{run:?}");
    for (package, features) in run {
        assert_eq!(tests.get(&package), Some(&features), "{package}");
    }
}

/// The program that `cargo lab` starts.
fn start() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args([
            "build",
            "--locked",
            "--package",
            "racelab-start",
            "--message-format=json",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let messages = stdout(&output);
    let executable = messages.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(message["executable"].as_str()?))
    });
    executable.expect("cargo names the program")
}

/// The fake cargo builds until its standard input ends, and the fake `lab` repeats its arguments.
#[test]
fn a_rebuild_of_lab_that_takes_long_is_announced() {
    let copy = Copy::new();
    copy.cargo("cat > /dev/null");
    fs::rename(copy.folder.join("cargo"), copy.folder.join("builder")).unwrap();
    copy.cargo("");
    fs::rename(copy.folder.join("cargo"), copy.folder.join("lab")).unwrap();
    let begin = copy.folder.join("start");
    fs::hard_link(start(), &begin).unwrap();
    let mut child = Command::new(begin)
        .args(["check", "5"])
        .env("CARGO", copy.folder.join("builder"))
        .env("CALLS", copy.folder.join("calls"))
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut note = String::new();
    let errors = child.stderr.as_mut().unwrap();
    BufReader::new(errors).read_line(&mut note).unwrap();
    assert_eq!(
        note,
        "  The course has changed. Building it: give it a minute.\n"
    );
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    let build = "build --quiet --package racelab --bin lab";
    assert_eq!(copy.calls(), [build, "check 5"]);
}
