//! One program, run in every way.

use racelab::explore::{Exploration, Explorer, FailureKind};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::spurious_or_not::compare;

/// How often a program runs for real: this proves nothing, but meets another interleaving now
/// and then.
const REAL_RUNS: usize = 200;

/// Runs the program for real, under the explorer and under loom: no execution may fail.
#[track_caller]
pub(crate) fn holds(program: fn()) {
    for _ in 0..REAL_RUNS {
        program();
    }
    holds_in_models(program);
}

/// As [`holds`], without the real runs: for effects that show only in a model.
#[track_caller]
pub(crate) fn holds_in_models(program: fn()) {
    let exploration = explore(program);
    let failures = exploration.failures();
    assert!(failures.is_empty(), "the explorer found {failures:?}");
    let verdict = judge(&LoomLimits::default(), program);
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
}

/// Runs the program in both models: the explorer's simplest failure must be of this kind, and
/// both judges must report this text.
#[track_caller]
pub(crate) fn fails_in_models(
    program: fn(),
    kind: FailureKind,
    explorer_says: &str,
    loom_says: &str,
) {
    let exploration = explore(program);
    let failure = exploration.failures().first().expect("a failure");
    assert_eq!(failure.kind, kind, "{}", failure.message);
    assert!(
        failure.message.contains(explorer_says),
        "{}",
        failure.message
    );
    match judge(&LoomLimits::default(), program) {
        LoomVerdict::Fails { message, .. } => {
            assert!(message.contains(loom_says), "{message}");
        }
        verdict => panic!("{verdict:?}"),
    }
}

/// The result of the exploration of every execution; with spurious wake-ups there are more.
#[track_caller]
pub(crate) fn explore<O>(program: fn() -> O) -> Exploration<O>
where
    O: Ord + Clone + std::fmt::Debug + Send + 'static,
{
    let exploration = Explorer::new().explore(program);
    assert!(exploration.complete(), "{:?}", exploration.stopped_by());
    // Of many weak compare-exchanges each may fail.
    let few = Explorer::new().spurious(true).max_executions(1000);
    if few.explore(program).complete() {
        let both = compare(&Explorer::new(), program);
        both.unwrap_or_else(|why| panic!("spurious wake-ups: {why}"));
    }
    exploration
}
