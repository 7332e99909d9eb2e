//! Settings of cargo, and the folder of the workshop. The submissions need no compiler.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use racelab::course::LABS;

use crate::commands::{all, alone, says};
use crate::school::Folder;

/// A setting, and the folder of the workshop with it, below the test's own folder.
const SETTINGS: [(&str, &str, Option<&str>); 5] = [
    ("CARGO_TARGET_DIR", "HERE/built", Some("built")),
    ("CARGO_TARGET_DIR", "relative", Some("relative")),
    (
        "CARGO_TARGET_DIR",
        "HERE/with spaces, \u{e9} and \u{436}",
        Some("with spaces, \u{e9} and \u{436}"),
    ),
    (
        "CARGO_BUILD_TARGET_DIR",
        "HERE/as configured",
        Some("as configured"),
    ),
    ("CARGO_BUILD_TARGET", "x86_64-unknown-none", None),
];

#[test]
fn the_grader_works_below_the_folder_that_cargo_builds_in() {
    let (_alone, folder) = (alone(), Folder::new());
    let here = folder.file("");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sent = folder.file("ada");
    fs::create_dir(&sent).unwrap();
    fs::copy(
        root.join(LABS[0].stub()),
        sent.join(format!("{}.rs", LABS[0].name)),
    )
    .unwrap();
    // Builds the grader.
    says(&["grade", "--help"], 0);
    let grader = Path::new(env!("CARGO_BIN_EXE_lab")).with_file_name("racelab-grade");
    for (at, (variable, value, place)) in SETTINGS.into_iter().enumerate() {
        let mut command = Command::new(&grader);
        // From a folder other than the course's.
        command
            .args(["grade", "ada", "--labs", "1", "--out"])
            .arg(format!("{at}.jsonl"))
            .current_dir(&here)
            .env("CARGO_MANIFEST_DIR", root.join("crates/grade"))
            .stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CARGO_TARGET") || name.starts_with("CARGO_BUILD") {
                command.env_remove(name);
            }
        }
        let value = value.replace("HERE", here.to_str().unwrap());
        match place {
            Some(_) => command.env(variable, value),
            // In another place, so that no other workshop is affected.
            None => command
                .env(variable, value)
                .env("CARGO_TARGET_DIR", here.join(variable)),
        };
        let output = command.output().unwrap();
        let said = all(&output);
        assert_eq!(output.status.code(), Some(0), "{variable}: {said}");
        assert!(said.contains("not started"), "{variable}: {said}");
        let workshop = here.join(place.unwrap_or(variable)).join("workshop");
        assert!(
            workshop.join("course/Cargo.toml").exists(),
            "{variable}: {said}"
        );
    }
}
