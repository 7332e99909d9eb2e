//! Wrong use is one sentence and a status, and nothing unusual is an error.

use racelab::course::LABS;

use crate::assert_wrong_use;
use crate::support::{command, run, stderr, stdout, talk};

#[test]
fn wrong_use_is_one_sentence_and_status_2() {
    for (arguments, sentence) in [
        (
            &["--threads", "one"][..],
            "invalid value 'one' for '--threads <THREADS>'",
        ),
        (&["--threads", "99"], "99 is not in 2..=15"),
        (&["paly"], "unrecognized subcommand 'paly'"),
        (&["replay", "AXB"], "character 2 of the schedule is 'X'"),
        (&["replay"], "<SCHEDULE>"),
        (&["predict", "z"], "'z' is no answer here"),
    ] {
        let Some(output) = run("05_racy_counter", arguments) else {
            return;
        };
        assert_wrong_use(&output, sentence);
    }
}

#[test]
fn a_schedule_that_does_not_fit_is_wrong_use() {
    for lab in LABS.iter().filter(|lab| lab.explored) {
        let Some(output) = run(lab.name, &["replay", "A9"]) else {
            continue;
        };
        assert_wrong_use(&output, "schedule");
    }
}

#[test]
fn the_step_that_does_not_fit_is_named() {
    for (schedule, sentence) in [
        ("AA~1", "step 2 of the schedule is A~1, but "),
        ("AB~3", "step 2 of the schedule is B~3, but "),
        ("A.B", "step 1 of the schedule is A.B, but "),
        ("A-", "step 1 of the schedule is A-, but "),
        ("A2BB_5", "step 4 of the schedule is B_5, but "),
        ("A3", "step 3 of the schedule is A, but "),
        ("a3", "step 3 of the schedule is A, but "),
    ] {
        let Some(output) = run("04_one_two_or_three", &["replay", schedule]) else {
            return;
        };
        assert_wrong_use(&output, sentence);
    }
}

#[test]
fn a_schedule_may_be_typed_in_small_letters_and_what_is_missing_is_named() {
    let replay = |schedule| run("04_one_two_or_three", &["replay", schedule]);
    let Some(output) = replay("ab2a") else {
        return;
    };
    let text = stdout(&output);
    assert!(
        text.contains("schedule AB2A") && !text.contains("by itself"),
        "{text}"
    );
    for (schedule, sentence) in [
        (
            "ab",
            "gave ends after step 2. Replay has continued it with AB.",
        ),
        (
            "aab",
            "gave ends after step 3. Replay has continued it with B.",
        ),
        (
            "",
            "The schedule is empty. Replay has continued it with A2B2.",
        ),
    ] {
        let text = stdout(&replay(schedule).unwrap());
        let flat: Vec<_> = text.split_whitespace().collect();
        assert!(flat.join(" ").contains(sentence), "{text}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_wrong_use() {
    // /proc is read-only for every user, including root; elsewhere the folder does not exist.
    for option in ["--svg", "--graph"] {
        let arguments = ["explore", option, "/proc/racelab.svg"];
        let Some(output) = run("05_racy_counter", &arguments) else {
            return;
        };
        assert_wrong_use(&output, "cannot write /proc/racelab.svg: ");
    }
}

#[test]
fn play_needs_no_terminal() {
    let Some(output) = talk("05_racy_counter", &["play"], "abba\n") else {
        return;
    };
    let text = stdout(&output);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        text.contains("You reached the goal") && !text.contains('\x1b'),
        "{text}"
    );
    // Its standard input ends at once.
    let output = talk("05_racy_counter", &["play"], "").unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let Some(mut command) = command("05_racy_counter") else {
        return;
    };
    let piped = std::process::Stdio::piped;
    let mut child = command
        .arg("explore")
        .stdout(piped())
        .stderr(piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(stderr(&output), "");
    assert!(output.status.success());
}
