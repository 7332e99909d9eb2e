//! The explorer with one part disabled: a test detects each missing part.

use racelab::explore::Explorer;
use racelab::explore::internals::Ablation;

use crate::differential::mismatch_with_the_axioms;
use crate::litmus;
use crate::oracle::generator::Family;

/// An explorer without that part. If it does not finish, it stops at a limit.
fn ablated(ablation: Ablation) -> Explorer {
    Explorer::new().ablate(ablation).max_executions(10_000)
}

/// The report of the litmus test with this name about the explorer without that part.
///
/// # Panics
///
/// If the test reports nothing.
fn verdict(test: &str, ablation: Ablation) -> String {
    let test = litmus::all().find(|litmus| litmus.name == test);
    let verdict = test
        .expect("there is such a test")
        .judge(&ablated(ablation));
    verdict.expect_err("the test does not notice")
}

#[test]
fn without_maximality_graphs_occur_twice() {
    let verdict = verdict("message_passing_relaxed", Ablation::AlwaysMaximal);
    assert!(verdict.contains("this graph occurs twice"), "{verdict}");
}

#[test]
fn without_revisits_of_revisited_updates_graphs_are_missed() {
    let verdict = verdict("release_sequence", Ablation::NoUpdateRevisits);
    assert!(verdict.starts_with("RC11: 7 graphs"), "{verdict}");
}

#[test]
fn without_doomed_revisits_graphs_are_missed() {
    let verdict = verdict("two_fetch_adds", Ablation::NoDoomedRevisits);
    assert!(verdict.starts_with("RC11: 1 graphs"), "{verdict}");
}

#[test]
fn without_the_psc_of_fences_fences_do_not_order() {
    for (test, graphs) in [("store_buffering_fences", 4), ("iriw_fences", 16)] {
        let verdict = verdict(test, Ablation::NoFencePsc);
        assert!(
            verdict.starts_with(&format!("RC11: {graphs} graphs")),
            "{verdict}"
        );
    }
}

#[test]
fn without_release_sequences_a_message_is_lost() {
    let verdict = verdict("release_sequence", Ablation::NoReleaseSequences);
    assert!(verdict.starts_with("RC11: 10 graphs"), "{verdict}");
}

/// The number of random programs that show each disabled part is small.
#[test]
fn random_programs_detect_each_missing_part() {
    for (ablation, family, programs) in [
        (Ablation::AlwaysMaximal, Family::Memory, 20),
        (Ablation::NoUpdateRevisits, Family::Memory, 50),
        (Ablation::NoDoomedRevisits, Family::Memory, 20),
        (Ablation::NoFencePsc, Family::Litmus, 100),
        (Ablation::NoReleaseSequences, Family::Litmus, 1000),
    ] {
        let first = mismatch_with_the_axioms(&ablated(ablation), family, programs);
        assert!(
            first.is_some(),
            "{programs} programs do not notice {ablation:?}"
        );
    }
}
