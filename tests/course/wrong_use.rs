//! Wrong use: one sentence on standard error that says what to do, and status 2.

use std::process::Stdio;

use racelab::course::LABS;

use super::support::{Copy, complaint, lab, really, stderr};

#[test]
fn an_unknown_lab() {
    let copy = Copy::new();
    let last = LABS.last().unwrap().name;
    assert_eq!(
        copy.complains(&["check", "99"]),
        format!("there is no lab 99; do you mean {last}?")
    );
    assert_eq!(copy.complains(&["99"]), copy.complains(&["check", "99"]));
    assert_eq!(
        copy.complains(&["watch", "one_too_or_three"]),
        "there is no lab 'one_too_or_three'; do you mean 04_one_two_or_three?"
    );
    let none = copy.complains(&["run", "200"]);
    assert!(
        none.starts_with("there is no lab 200; do you mean "),
        "{none}"
    );
    let many = copy.complains(&["run", "0_"]);
    assert!(
        many.starts_with("there is no lab '0_'; do you mean "),
        "{many}"
    );
    assert_eq!(copy.calls(), [""; 0]);
}

#[test]
fn executions_of_a_lab_that_has_none() {
    let copy = Copy::new();
    let processes = LABS.iter().filter(|lab| !lab.proved);
    for lab in processes {
        for command in ["explore", "play", "replay"] {
            let wrong = copy.complains(&[command, lab.name]);
            assert!(
                wrong.ends_with(&format!("`cargo lab run {:02}`", lab.number)),
                "{wrong}"
            );
        }
    }
}

#[test]
fn a_measurement_of_a_lab_that_has_none() {
    assert_eq!(
        Copy::new().complains(&["measure", "5"]),
        "lab 05 has nothing to measure; measure the counters of another lab \
         with `cargo lab measure 09`"
    );
}

#[test]
fn an_unknown_command() {
    assert_eq!(
        complaint(&lab(&["chek"]).output().unwrap()),
        "unrecognized subcommand 'chek'; do you mean check?"
    );
    let wrong = complaint(&lab(&["mesure", "9"]).output().unwrap());
    assert_eq!(
        wrong,
        "unrecognized subcommand 'mesure'; do you mean measure?"
    );
    assert_eq!(
        complaint(&lab(&["xyzzy"]).output().unwrap()),
        "unrecognized subcommand 'xyzzy'; --help shows what there is"
    );
    assert_eq!(
        complaint(&lab(&["solution", "5", "--anway"]).output().unwrap()),
        "unexpected argument '--anway' found; do you mean --anyway?"
    );
}

#[test]
fn no_threads_and_a_schedule_that_does_not_fit() {
    for (arguments, sentence) in [
        (
            &["run", "5", "--threads", "0"][..],
            "invalid value '0' for '--threads",
        ),
        (
            &["replay", "5", "A3B"],
            "step 3 of the schedule is A, but thread A has come to its end",
        ),
    ] {
        let Some(output) = really(arguments) else {
            return;
        };
        // The sentence comes from the lab's program; a warning about the exercise may come
        // before it.
        let text = stderr(&output);
        let last = text.lines().last().unwrap_or_default();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(last.starts_with(&format!("error: {sentence}")), "{text}");
    }
}

#[test]
fn a_missing_file() {
    let copy = Copy::new();
    std::fs::remove_file(copy.folder.join("labs/05_racy_counter/README.md")).unwrap();
    let wrong = copy.complains(&["hint", "5"]);
    assert!(
        wrong.starts_with("cannot read labs/05_racy_counter/README.md: "),
        "{wrong}"
    );
    std::fs::remove_file(copy.folder.join("labs/05_racy_counter/stub.rs")).unwrap();
    let wrong = copy.complains(&["reset", "5"]);
    assert!(
        wrong.starts_with("cannot read labs/05_racy_counter/stub.rs: "),
        "{wrong}"
    );
}

#[test]
fn a_place_that_cannot_be_written_to() {
    let copy = Copy::new();
    // Permissions do not stop root; a missing folder does.
    let mut hint = copy.lab(&["hint", "5"]);
    let output = hint
        .env("RACELAB_PROGRESS", "nowhere/progress.json")
        .output()
        .unwrap();
    let wrong = complaint(&output);
    assert!(
        wrong.starts_with("cannot keep your progress in nowhere/progress.json: "),
        "{wrong}"
    );
}

#[test]
fn a_folder_without_the_course() {
    let mut command = lab(&[]);
    let output = command.current_dir("/").output().unwrap();
    assert_eq!(
        complaint(&output),
        "the course is not here; go to the folder that holds labs/"
    );
}

#[test]
fn no_cargo() {
    let copy = Copy::new();
    let output = copy
        .lab(&["check"])
        .env("CARGO", "/nowhere/cargo")
        .output()
        .unwrap();
    let wrong = complaint(&output);
    assert!(wrong.starts_with("cannot start cargo: "), "{wrong}");
    assert!(
        wrong.ends_with("find the reason with `cargo lab doctor`"),
        "{wrong}"
    );
}

#[test]
fn no_editor() {
    let copy = Copy::new();
    let unset = "neither VISUAL nor EDITOR names your editor; set one of them, or open \
                 labs/05_racy_counter/exercise.rs yourself";
    assert_eq!(copy.complains(&["open", "5"]), unset);
    let output = copy
        .lab(&["open", "5"])
        .env("EDITOR", " ")
        .output()
        .unwrap();
    assert_eq!(complaint(&output), unset);
    let output = copy
        .lab(&["open", "5"])
        .env("EDITOR", "/nowhere/vi")
        .output()
        .unwrap();
    let wrong = complaint(&output);
    assert!(wrong.starts_with("cannot start /nowhere/vi: "), "{wrong}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let copy = Copy::new();
    for arguments in [&[][..], &["--help"], &["next"], &["doctor"], &["hint", "5"]] {
        let mut command = copy.lab(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(stderr(&output), "", "{arguments:?}");
        assert!(output.status.success(), "{arguments:?}");
    }
}
