//! Programs that are faulty in themselves: each gets an error of its own kind, and
//! the explorer survives all of them.

mod data_races;
mod discarded;
mod limits;
mod nondeterminism;
mod panics;
mod statics;
mod unwinding;
mod waiting;

use racelab::explore::{Exploration, FailureKind};

/// The one failure of an exploration, with its kind and message.
fn only_failure<O>(exploration: &Exploration<O>) -> (FailureKind, &str) {
    let [failure] = exploration.failures() else {
        panic!("one failure expected: {:?}", exploration.failures());
    };
    (failure.kind, &failure.message)
}
