//! Commands that are passed on to the numbered binaries.

use racelab::course::{LABS, Lab};

use super::support::{Copy, really, stderr, stdout};

#[test]
fn a_lab_is_chosen_by_number_name_or_beginning() {
    let copy = Copy::new();
    for words in ["5", "05", "005", "05_racy_counter", "05_", "racy", "Racy_C"] {
        copy.says(&["explore", words]);
    }
    let asked = copy.asked();
    assert_eq!(asked.len(), 7);
    for call in asked {
        assert_eq!(call, "05_racy_counter -- explore");
    }
}

#[test]
fn without_a_lab_it_is_the_one_that_comes_next() {
    let copy = Copy::new();
    copy.says(&["run"]);
    copy.says(&["check"]);
    assert_eq!(
        copy.asked(),
        ["04_one_two_or_three --", "04_one_two_or_three -- check"]
    );
}

#[test]
fn arguments_are_passed_on() {
    let copy = Copy::new();
    copy.says(&["run", "5", "--runs", "100", "--seed", "7"]);
    copy.says(&["explore", "5", "--increments", "2", "--svg", "a file.svg"]);
    copy.says(&["replay", "5", "AB2A", "--exercise"]);
    copy.says(&["play", "5", "--weak", "--help"]);
    copy.says(&["hint", "5", "2"]);
    assert_eq!(
        copy.asked(),
        [
            "05_racy_counter -- --runs 100 --seed 7",
            "05_racy_counter -- explore --increments 2 --svg a file.svg",
            "05_racy_counter -- replay AB2A --exercise",
            "05_racy_counter -- play --weak --help",
            "05_racy_counter -- hint 2",
        ]
    );
}

#[test]
fn a_lab_without_a_command_is_run() {
    let copy = Copy::new();
    for words in [&["5"][..], &["05"], &["05_racy_counter"]] {
        copy.says(words);
    }
    copy.says(&["05", "--runs", "100"]);
    copy.says(&["05", "replay", "AB2A"]);
    copy.says(&["05", "--help"]);
    let run = "05_racy_counter --";
    assert_eq!(
        copy.asked(),
        [
            run,
            run,
            run,
            "05_racy_counter -- --runs 100",
            "05_racy_counter -- replay AB2A",
            "05_racy_counter -- --help",
        ]
    );
}

#[test]
fn questions_and_measurements_are_passed_on() {
    let copy = Copy::new();
    copy.says(&["predict", "1", "b"]);
    copy.says(&["measure"]);
    copy.says(&["measure", "9", "--rounds", "3"]);
    copy.says(&["measure", "--rounds", "3"]);
    assert_eq!(
        copy.asked(),
        [
            "01_hello_process -- predict b",
            "09_counters_compared -- measure",
            "09_counters_compared -- measure --rounds 3",
            "09_counters_compared -- measure --rounds 3",
        ]
    );
}

#[test]
fn a_program_names_the_commands_of_lab_to_a_student_who_uses_them() {
    for (arguments, commands) in [
        (&["5", "--runs", "10"][..], &["predict 05", "check 05"][..]),
        (&["predict", "5"], &["predict 05 a"]),
        (&["predict", "9", "c"], &["measure 09"]),
        (&["predict", "10", "b"], &["10 --workers 2"]),
        (&["explore", "5"], &["replay 05 AB2A"]),
        // The exercise runs in a confined process, which names them too.
        (&["explore", "5", "--exercise"], &["replay 05 "]),
        (&["check", "5"], &["hint 05"]),
        (&["hint", "5", "1"], &["hint 05 2"]),
        (&["5", "--help"], &["05 [OPTIONS]"]),
        (&["measure", "9", "--help"], &["measure 09 [OPTIONS]"]),
    ] {
        let Some(output) = really(arguments) else {
            return;
        };
        let text = stdout(&output) + &stderr(&output);
        assert!(!text.contains("cargo run --bin"), "{arguments:?}: {text}");
        let is_edited = arguments[0] == "check" && output.status.success();
        for command in commands.iter().filter(|_| !is_edited) {
            let command = format!("cargo lab {command}");
            assert!(text.contains(&command), "no {command}: {text}");
        }
    }
}

#[test]
fn commands_for_instructors_run_the_grader() {
    let copy = Copy::new();
    for arguments in [
        &["grade", "a folder", "--shard", "3/16", "--help"][..],
        &["merge", "a.jsonl", "--out", "b.jsonl"],
        &["report", "a.jsonl", "--identical"],
        &["release", "../copy"],
        &["verify"],
    ] {
        let output = copy.lab(arguments).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        // If no other test has built that program yet, as in a student's copy, the command says so.
        let note = "  Building the program for grading, once: give it a minute.\n";
        assert!(
            ["", note].contains(&&*stderr(&output)),
            "{}",
            stderr(&output)
        );
    }
    let manifest = copy.folder.join("Cargo.toml");
    let program = format!(
        "run --quiet --locked --package racelab-grade --bin racelab-grade --manifest-path {} --",
        manifest.display()
    );
    let expected = [
        "grade a folder --shard 3/16 --help",
        "merge a.jsonl --out b.jsonl",
        "report a.jsonl --identical",
        "release ../copy",
        "verify",
    ];
    assert_eq!(
        copy.calls(),
        expected.map(|call| format!("{program} {call}"))
    );
    copy.cargo("exit 101");
    let output = copy.lab(&["verify"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("The grader failed"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn the_status_is_that_of_the_program() {
    let copy = Copy::new();
    for status in [0, 1, 2] {
        copy.cargo(&format!("exit {status}"));
        for command in ["run", "check", "explore"] {
            let output = copy.lab(&[command, "5"]).output().unwrap();
            assert_eq!(output.status.code(), Some(status), "{command}");
            assert_eq!(stderr(&output), "");
        }
    }
}

#[test]
fn an_exercise_that_does_not_compile_fails() {
    let copy = Copy::new();
    copy.cargo("echo 'error: expected one of' >&2; exit 101");
    let output = copy.lab(&["check", "5"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    assert!(text.starts_with("error: expected one of"), "{text}");
    assert!(
        text.contains("correct labs/05_racy_counter/exercise.rs where it"),
        "{text}"
    );
}

#[test]
fn a_panic_is_not_reported_as_a_compile_error() {
    let copy = Copy::new();
    copy.cargo("test $1 = build || exit 101");
    let output = copy.lab(&["run", "5"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    assert!(text.contains("own program panicked"), "{text}");
    assert!(!text.contains("compiler"), "{text}");
}

#[test]
fn a_check_that_passes_says_what_comes_next() {
    let copy = Copy::new();
    // What the numbered binary does once the exercise is proved.
    copy.cargo(
        "echo '{\"schema\": 1, \"labs\": {\"01_hello_process\": {\"passed\": true}}}' \
         > progress.json",
    );
    let text = copy.says(&["check"]);
    assert!(
        text.contains(&format!("1 of {} labs done.", LABS.len())),
        "{text}"
    );
    let next = format!("Next  Lab {:02} · {}", LABS[1].number, LABS[1].title);
    assert!(text.contains(&next), "{text}");
    copy.cargo("exit 1");
    let output = copy.lab(&["check"]).output().unwrap();
    assert_eq!(stdout(&output), "");
}

#[test]
fn hints_come_one_step_at_a_time() {
    let copy = Copy::new();
    let hints: Vec<_> = (0..4).map(|_| copy.says(&["hint", "5"])).collect();
    assert!(hints[0].contains("Between which two lines"), "{}", hints[0]);
    assert!(
        hints[1].contains("An `AtomicU64` ends the data race"),
        "{}",
        hints[1]
    );
    assert!(
        hints[1].contains("Another one:  cargo lab hint 05"),
        "{}",
        hints[1]
    );
    assert!(hints[2].contains("That was the last."), "{}", hints[2]);
    assert_eq!(hints[2], hints[3]);
    // Each lab has its own count.
    assert!(!copy.says(&["hint", "4"]).contains("That was the last."));
    assert_eq!(copy.calls(), [""; 0]);
}

#[test]
fn a_command_runs_the_real_program() {
    let Some(output) = really(&["replay", "racy", "AB2A"]) else {
        return;
    };
    let text = stdout(&output);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(text.contains("counter = 1: B's update is lost."), "{text}");
}

#[test]
fn a_mistyped_name_suggests_the_nearest_lab() {
    for lab in LABS {
        let number = lab.number.to_string();
        for words in [lab.name, &lab.name[3..], number.as_str()] {
            assert_eq!(Lab::meant(words).unwrap().name, lab.name);
        }
        let mut mistyped = lab.name.to_owned();
        mistyped.remove(5);
        let sentence = Lab::meant(&mistyped).unwrap_err().to_string();
        assert_eq!(
            sentence,
            format!("there is no lab '{mistyped}'; do you mean {}?", lab.name)
        );
    }
    // The beginning of a name, mistyped.
    let sentence = Lab::meant("racey").unwrap_err().to_string();
    assert_eq!(
        sentence,
        "there is no lab 'racey'; do you mean 05_racy_counter?"
    );
}
