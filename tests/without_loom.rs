//! Without loom, as in a student's build: this program does not plug it in.

use racelab::proof::loom::{LoomLimits, LoomVerdict, is_plugged_in, judge};
use racelab::proof::{Claim, SecondOpinion, Verdict};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

fn two() -> u64 {
    let x = Arc::new(AtomicU64::new(0));
    let other = Arc::clone(&x);
    let thread = thread::spawn(move || other.fetch_add(1, Relaxed));
    x.fetch_add(1, Relaxed);
    thread.join().unwrap();
    x.load(Relaxed)
}

#[test]
fn the_explorer_proves_and_says_that_loom_is_absent() {
    assert!(!is_plugged_in());
    let proof = Claim::new("two", two).prove();
    assert_eq!(proof.verdict, Verdict::Proved);
    assert_eq!(proof.second_opinion, SecondOpinion::Absent);
    let note = proof.second_opinion.note("two");
    assert!(note.is_some_and(|note| note.contains("loom judges your code too")));
}

#[test]
fn a_claim_that_loom_is_not_to_judge_still_says_why() {
    let proof = Claim::new("two", two).without_loom("it is slow").prove();
    assert_eq!(proof.second_opinion, SecondOpinion::NotAsked("it is slow"));
}

#[test]
fn no_verdict_is_made_up_and_nothing_is_run() {
    let verdict = judge(&LoomLimits::default(), || panic!("this runs"));
    let LoomVerdict::Undecided { reason, iterations } = verdict else {
        panic!("{verdict:?}");
    };
    assert_eq!(iterations, 0);
    assert!(reason.contains("without loom"), "{reason}");
}
