//! The solution of every lab is proved, and loom agrees wherever it is asked. A
//! release without solutions simply lacks this file.

#![allow(
    unreachable_pub,
    reason = "a solution is written as a library would be"
)]

#[path = "../labs/04_one_two_or_three/solution.rs"]
mod solution_04;
#[path = "../labs/05_racy_counter/solution.rs"]
mod solution_05;

use racelab::course::LABS;
use racelab::proof::{Report, SecondOpinion, Verdict};

type Check = fn() -> Report;

/// The labs by name, each with the check of its solution.
const SOLUTIONS: &[(&str, Check)] = &[
    (
        "04_one_two_or_three",
        labs::lab_04::check::<solution_04::Exercise>,
    ),
    (
        "05_racy_counter",
        labs::lab_05::check::<solution_05::Exercise>,
    ),
];

#[test]
fn every_lab_has_its_solution_here() {
    let names: Vec<_> = SOLUTIONS.iter().map(|(name, _)| *name).collect();
    let labs: Vec<_> = LABS.iter().map(|lab| lab.name).collect();
    assert_eq!(names, labs);
}

#[test]
fn every_solution_is_proved() {
    for (name, check) in SOLUTIONS {
        let report = check();
        assert_eq!(report.verdict(), Verdict::Proved, "{name}: {report:#?}");
    }
}

#[test]
fn loom_agrees_with_the_proof_of_the_counter() {
    for proof in labs::lab_05::check::<solution_05::Exercise>().proofs() {
        let opinion = &proof.second_opinion;
        assert!(
            matches!(opinion, SecondOpinion::Agrees { .. }),
            "{opinion:?}"
        );
    }
}
