//! The labs, played through their binaries.

use std::io::Write;
use std::process::Stdio;

use crate::assert_contains;
use crate::support::{command, is_stub, stderr, stdout, talk};

/// The output of a lab's `play` for these lines.
pub(crate) fn play(lab: &str, arguments: &[&str], lines: &[&str]) -> Option<String> {
    let arguments = [&["play"], arguments].concat();
    let output = talk(lab, &arguments, &lines.join("\n"))?;
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    Some(stdout(&output))
}

#[test]
fn each_outcome_of_lab_04_can_be_caused_by_hand() {
    let lines = ["a", "b", "b", "a", "", "b", "a", "a", "b", "", "aabb"];
    let Some(text) = play("04_one_two_or_three", &[], &lines) else {
        return;
    };
    for (goal, schedule) in [(1, "AB2A"), (2, "BA2B"), (3, "A2B2")] {
        assert_contains(
            &text,
            &format!("You reached goal {goal} of 3: make x end as {goal}."),
        );
        let replay = format!("cargo run --bin 04_one_two_or_three -- replay {schedule}");
        assert_contains(&text, &replay);
    }
    assert_contains(&text, "That was the last goal.");
}

#[test]
fn a_lost_update_of_lab_05_can_be_caused_by_hand() {
    for arguments in [&[][..], &["--atomic"], &["--increments", "100"]] {
        let lines = ["a", "b2", "b2", "a", "b9", "a9"];
        let Some(text) = play("05_racy_counter", arguments, &lines) else {
            return;
        };
        assert_contains(
            &text,
            "You reached the goal: lose an increment: make counter end below",
        );
    }
}

#[test]
fn the_students_own_code_can_be_played() {
    let lab = racelab::course::Lab::named("05_racy_counter").unwrap();
    if !is_stub(lab) {
        return;
    }
    let Some(text) = play("05_racy_counter", &["--exercise"], &["abba"]) else {
        return;
    };
    assert_contains(&text, "let seen = self.value.get();");
    assert_contains(&text, "You reached the goal");
    assert_contains(&text, "replay AB2A --exercise");
}

#[test]
fn what_is_typed_wrong_gets_one_sentence_and_changes_nothing() {
    // Behind them a whole execution, which begins with its first step.
    let wrong = [
        "x", "m", "c", "a~1", "u", "a~", "+", "a200", "b-", "\u{1}", "h2", "abba",
    ];
    let Some(text) = play("04_one_two_or_three", &[], &wrong) else {
        return;
    };
    for sentence in [
        "'x' is not a move here; type A or B, or ? for help.",
        "M cannot move, it waits for the end of A; type A or B",
        "There is no thread C; type A or B",
        "A~1 is not offered here (older values are, with --weak); type A or B",
        "There is no step to take back; type A or B",
        "B- is not offered here; type A or B, or ? for help.",
        "That is not a move here; type A or B, or ? for help.",
        "There is no thread H; type A or B",
        "'a~' is not a move here",
        "'+' is not a move here",
        "That is more than 100 steps; type fewer at a time",
    ] {
        assert_contains(&text, sentence);
    }
    assert_eq!(text.matches("Step 1, ").count(), 1, "{text}");
    assert_contains(&text, "You reached goal 1 of 3: make x end as 1.");
    assert_contains(&text, "replay AB2A");
}

#[test]
fn no_line_is_wider_than_the_screen() {
    let lines = [
        "?", "h", "h", "s", "", "", "", "", "", "a", "u", "a", "a", "h",
    ];
    let mut widest = Vec::new();
    for columns in ["80", "44"] {
        let Some(mut command) = command("04_one_two_or_three") else {
            return;
        };
        let mut child = command
            .args(["play", "--weak"])
            .env("COLUMNS", columns)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(lines.join("\n").as_bytes()).unwrap();
        drop(input);
        let text = stdout(&child.wait_with_output().unwrap());
        let most = columns.parse().unwrap();
        let shown = text.lines().filter(|line| !line.contains("cargo run"));
        for line in shown.clone() {
            assert!(line.chars().count() <= most, "{line}\nin\n{text}");
        }
        widest.push(shown.map(|line| line.chars().count()).max());
    }
    assert!(widest[0] > Some(44), "a wide screen is used: {widest:?}");
}

#[test]
fn a_closed_output_is_no_error() {
    let Some(mut command) = command("04_one_two_or_three") else {
        return;
    };
    let mut child = command
        .arg("play")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let _ = input.write_all(b"a\nb\n");
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(stderr(&output), "");
}
