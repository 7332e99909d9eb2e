//! Channels in a model: every outcome, and the number of executions.

mod attempts;
mod deadlocks;
mod ends;
mod executions;
#[path = "../support/explored.rs"]
mod explored;
mod happens_before;
mod judges;
mod receives;
mod under_a_lock;

use std::collections::BTreeMap;
use std::fmt::Debug;

use explored::explore;

/// The outcomes, each with its number of executions; asserts that nothing failed.
fn outcomes<O: Ord + Clone + Debug + Send + 'static>(
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) -> BTreeMap<O, u64> {
    let exploration = explore(program);
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    let outcomes = exploration.outcomes().iter();
    outcomes.map(|(o, of)| (o.clone(), of.executions)).collect()
}
