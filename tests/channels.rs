//! Channels in a model: every outcome, and how many executions there are.

use std::collections::BTreeMap;
use std::fmt::Debug;

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel};
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{TryRecvError, channel, sync_channel};
use racelab::sync::{Arc, hint, thread};

/// Explores under both memory models, which must agree; nothing may be discarded.
fn explore<O: Ord + Clone + Debug + Send + 'static>(
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) -> Exploration<O> {
    let [weak, strong] = [MemoryModel::Rc11, MemoryModel::Sc].map(|model| {
        let explorer = Explorer::new().memory_model(model).record_graphs(true);
        let exploration = explorer.explore(program.clone());
        assert!(exploration.complete(), "{model}");
        let mut graphs = exploration.graphs().to_vec();
        graphs.sort();
        graphs.dedup();
        assert_eq!(
            graphs.len() as u64,
            exploration.executions(),
            "{model}: no graph twice"
        );
        exploration
    });
    assert_eq!(weak.executions(), strong.executions());
    assert!(weak.outcomes().keys().eq(strong.outcomes().keys()));
    strong
}

/// The outcomes, each with its number of executions; nothing may have failed.
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

/// The orders of 3 messages of one thread and 3 of another: 6 over 3.
#[test]
fn only_the_order_of_sends_makes_executions() {
    let orders = outcomes(|| {
        let (sender, receiver) = channel();
        for thread in 0..2 {
            let sender = sender.clone();
            thread::spawn(move || (0..3).for_each(|i| sender.send((thread, i)).unwrap()));
        }
        drop(sender);
        receiver.iter().collect::<Vec<_>>()
    });
    assert_eq!(orders.len(), 20);
    assert!(orders.values().all(|&n| n == 1), "{orders:?}");
}
