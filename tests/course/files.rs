//! The student's files: exercises, backups, progress.

use std::fs;

use racelab::course::LABS;

use super::support::{Copy, root, stderr, stdout};

const EXERCISE: &str = "labs/05_racy_counter/exercise.rs";

#[test]
fn every_lab_has_its_exercise_as_it_was_shipped() {
    for lab in LABS {
        assert!(
            root().join(lab.stub()).is_file(),
            "{} is missing: copy the exercise there, as it is shipped",
            lab.stub()
        );
    }
}

#[test]
fn a_reset_keeps_what_was_there() {
    let copy = Copy::new();
    let stub = copy.read(EXERCISE);
    for (number, mine) in [(1, "// Mine.\n"), (2, "// Mine again.\n")] {
        copy.write(EXERCISE, mine);
        let text = copy.says(&["reset", "5"]);
        let backup = format!("labs/05_racy_counter/exercise.backup.{number}.rs");
        assert_eq!(
            text,
            format!("  Yours is kept in {backup}.\n  {EXERCISE} is as it was shipped.\n")
        );
        assert_eq!(copy.read(EXERCISE), stub);
        assert_eq!(copy.read(&backup), mine);
    }
    let text = copy.says(&["reset", "5"]);
    assert_eq!(
        text,
        format!("  {EXERCISE} is as it was shipped already.\n")
    );
    assert!(
        !copy
            .folder
            .join("labs/05_racy_counter/exercise.backup.3.rs")
            .exists()
    );
}

#[test]
fn a_reset_brings_back_what_is_gone() {
    let copy = Copy::new();
    let stub = copy.read(EXERCISE);
    fs::remove_file(copy.folder.join(EXERCISE)).unwrap();
    let text = copy.says(&["reset", "5"]);
    assert_eq!(text, format!("  {EXERCISE} is as it was shipped.\n"));
    assert_eq!(copy.read(EXERCISE), stub);
}

#[test]
fn a_reset_starts_the_hints_anew() {
    let copy = Copy::new();
    let first = copy.says(&["hint", "5"]);
    assert_ne!(copy.says(&["hint", "5"]), first);
    copy.write(EXERCISE, "// Mine.\n");
    copy.says(&["reset", "5"]);
    assert_eq!(copy.says(&["hint", "5"]), first);
}

#[test]
fn a_reset_without_the_shipped_text_changes_nothing() {
    let copy = Copy::new();
    copy.write(EXERCISE, "// Mine.\n");
    fs::remove_file(copy.folder.join("labs/05_racy_counter/stub.rs")).unwrap();
    let complaint = copy.complains(&["reset", "5"]);
    assert!(
        complaint.starts_with("cannot read labs/05_racy_counter/stub.rs: "),
        "{complaint}"
    );
    assert_eq!(copy.read(EXERCISE), "// Mine.\n");
}

#[test]
fn a_solution_is_shown_after_a_pass_or_anyway() {
    let copy = Copy::new();
    assert_eq!(
        copy.complains(&["solution", "5"]),
        "your exercise is not proved yet; take a hint with `cargo lab hint 05`, or see the \
         solution all the same with `cargo lab solution 05 --anyway`"
    );
    let solution = "// The solution.\n";
    assert_eq!(copy.says(&["solution", "5", "--anyway"]), solution);
    copy.write("progress.json", PASSED);
    assert_eq!(copy.says(&["solution", "5"]), solution);
    fs::remove_file(copy.folder.join("labs/05_racy_counter/solution.rs")).unwrap();
    assert!(copy.complains(&["solution", "5"]).contains("has no labs/"));
}

#[test]
fn an_exercise_is_opened_in_the_editor_that_is_set() {
    let copy = Copy::new();
    let open = |variables: &[(&str, &str)]| {
        let mut command = copy.lab(&["open", "5"]);
        command.envs(variables.iter().copied()).output().unwrap()
    };
    let file = copy.folder.join(EXERCISE);
    let output = open(&[("EDITOR", "false"), ("VISUAL", "echo -n")]);
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        file.display().to_string()
    );
    assert_eq!(open(&[("EDITOR", "false")]).status.code(), Some(1));
}

/// Lab 05 is done, and a lab that this course does not have.
const PASSED: &str = r#"{"schema": 1, "labs": {
    "05_racy_counter": {"passed": true, "hints": 1},
    "99_from_the_future": {"passed": true, "hints": 2}
}}"#;

#[test]
fn progress_survives_an_update_of_the_course() {
    let copy = Copy::new();
    copy.write("progress.json", PASSED);
    copy.says(&["hint", "4"]);
    let kept: serde_json::Value = serde_json::from_str(&copy.read("progress.json")).unwrap();
    assert_eq!(kept["labs"]["99_from_the_future"]["hints"], 2);
    assert_eq!(kept["labs"]["05_racy_counter"]["passed"], true);
    assert_eq!(kept["labs"]["04_one_two_or_three"]["hints"], 1);
    // The file was written under another name first, and nothing of that is left.
    let files = fs::read_dir(&copy.folder).unwrap();
    let mut files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(files.all(|name| !name.ends_with(".tmp")));
}

#[test]
fn progress_can_be_deleted() {
    let copy = Copy::new();
    let fresh = copy.says(&[]);
    copy.write("progress.json", PASSED);
    assert_ne!(copy.says(&[]), fresh);
    fs::remove_file(copy.folder.join("progress.json")).unwrap();
    assert_eq!(copy.says(&[]), fresh);
}

#[test]
fn an_unreadable_progress_file_is_left_unchanged() {
    let copy = Copy::new();
    copy.write("progress.json", "{");
    let sentence = copy.complains(&["hint", "5"]);
    assert!(
        sentence.starts_with("cannot read your progress: "),
        "{sentence}"
    );
    assert!(
        sentence.ends_with("progress.json to start again"),
        "{sentence}"
    );
    assert_eq!(copy.read("progress.json"), "{");
}

#[test]
fn the_book_is_built_and_its_address_is_said() {
    let copy = Copy::new();
    copy.program("mdbook", "echo mdbook v0.5.4; echo \"$@\" >> \"$CALLS\"");
    let mut lab = copy.lab(&["book"]);
    let output = lab.env("PATH", &copy.folder).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let folder = copy.folder.display();
    assert_eq!(
        copy.calls(),
        ["--version".to_owned(), format!("build {folder}")]
    );
    let address = format!("    file://{folder}/target/book/index.html\n");
    assert!(stdout(&output).ends_with(&address), "{}", stdout(&output));
}
