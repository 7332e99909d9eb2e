//! loom, the second judge: it agrees with the explorer where it should, and says so if it
//! cannot judge.

mod counters;
mod judging;
mod litmus;
mod processes;

use racelab::explore::{Explorer, FailureKind};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

/// Asserts that both judges find no failure, and that both have seen every execution.
#[track_caller]
fn both_accept<F: Fn() + Clone + Send + Sync + 'static>(program: F) {
    let verdict = judge(&LoomLimits::default(), program.clone());
    assert!(
        matches!(verdict, LoomVerdict::Holds { .. }),
        "loom: {verdict:?}"
    );
    explorer_accepts(program);
}

#[track_caller]
fn explorer_accepts<F: Fn() + Clone + Send + Sync + 'static>(program: F) {
    let exploration = Explorer::new().explore(program);
    assert!(exploration.complete(), "{:?}", exploration.stopped_by());
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
}

/// Asserts that both judges find a failure of this kind, and that loom reports these words.
#[track_caller]
fn both_refuse<F: Fn() + Clone + Send + Sync + 'static>(
    program: F,
    kind: FailureKind,
    loom_says: &str,
) {
    match judge(&LoomLimits::default(), program.clone()) {
        LoomVerdict::Fails { message, .. } => assert!(message.contains(loom_says), "{message}"),
        verdict => panic!("loom: {verdict:?}"),
    }
    explorer_refuses(program, kind);
}

#[track_caller]
fn explorer_refuses<F: Fn() + Clone + Send + Sync + 'static>(program: F, kind: FailureKind) {
    let exploration = Explorer::new().explore(program);
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert!(kinds.contains(&kind), "{:?}", exploration.failures());
}
