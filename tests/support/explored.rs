//! Assertions about the exploration of any program without spin loops.

use std::collections::BTreeSet;
use std::fmt::Debug;

use racelab::explore::{Exploration, Explorer, MemoryModel};

/// Explores under both memory models, which must agree.
///
/// # Panics
///
/// If they do not, or as [`assert_each_once`].
pub(crate) fn explore<O: Ord + Clone + Debug + Send + 'static>(
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) -> Exploration<O> {
    let [weak, strong] = [MemoryModel::Rc11, MemoryModel::Sc].map(|model| {
        let explorer = Explorer::new().memory_model(model).record_graphs(true);
        let found = explorer.explore(program.clone());
        assert_each_once(&found, &model);
        found
    });
    assert_eq!(weak.executions(), strong.executions());
    assert!(weak.outcomes().keys().eq(strong.outcomes().keys()));
    strong
}

/// Asserts that every execution was explored, each once, and none discarded.
///
/// # Panics
///
/// If that is not so, with the explored executions; or if the graphs were not recorded.
pub(crate) fn assert_each_once<O>(found: &Exploration<O>, what: &dyn Debug) {
    assert!(found.complete(), "{what:?}: {:?}", found.stopped_by());
    assert_eq!(found.discarded(), 0, "{what:?}: nothing to discard");
    let once: BTreeSet<&String> = found.graphs().iter().collect();
    let once = once.len() as u64;
    assert_eq!(once, found.executions(), "{what:?}: no graph twice");
}
