//! The unchanged exercises, and the reports of their checks.

use racelab::course::LABS;
use racelab::proof::Verdict;

use crate::assert_fits;
use crate::support::{checked, is_stub, root, run, side_by_side, stderr, stdout};

#[test]
fn every_stub_fails_its_check_with_the_verdict_of_its_lab() {
    side_by_side(LABS, |lab| {
        // An edited exercise may do anything, including running for ever.
        if !is_stub(lab) {
            return;
        }
        let Some(output) = checked(lab) else {
            return;
        };
        let text = stdout(output);
        assert_fits(&text, 80);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(lab.stub_verdict.name()), "{text}");
        assert!(text.contains("Try next"), "{text}");
    });
}

#[test]
fn the_replay_that_a_failed_check_prints_can_be_pasted() {
    for lab in LABS.iter().filter(|lab| lab.explored) {
        if !is_stub(lab) {
            continue;
        }
        let Some(output) = checked(lab) else {
            continue;
        };
        let text = stdout(output);
        let Some((_, command)) = text.split_once("Replay it") else {
            // No execution shows that threads cannot meet.
            assert_eq!(lab.stub_verdict, Verdict::NoConcurrency, "{text}");
            continue;
        };
        let (command, _) = command.split_once("Try next").expect("what to try next");
        let (_, arguments) = command
            .split_once(" -- ")
            .expect("a command with arguments");
        let words = arguments.split_whitespace();
        let arguments: Vec<_> = words.filter(|word| *word != "\\").collect();
        let replayed = run(lab.name, &arguments).unwrap();
        assert!(replayed.status.success(), "{}", stderr(&replayed));
    }
}

/// Not for a student's tree, where exercises have been edited: the project's continuous
/// integration runs it, so that no answer is shipped by mistake.
#[test]
#[ignore = "fails as soon as an exercise is edited, as it is meant to be"]
fn every_exercise_equals_its_stub() {
    for lab in LABS {
        let [exercise, stub] =
            [lab.exercise(), lab.stub()].map(|file| std::fs::read(root().join(file)).unwrap());
        assert!(
            exercise == stub,
            "{} is not {}: bring it back with `cargo lab reset {}`",
            lab.exercise(),
            lab.stub(),
            lab.number
        );
    }
}
