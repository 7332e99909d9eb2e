//! State graphs with more steps, of weak memory and spurious ones, or with fewer states: those
//! near an execution.

use std::collections::BTreeSet;
use std::fmt::Debug;

use racelab::explore::{Explorer, MemoryModel, Schedule, StateGraph};
use racelab::sync::atomic::{AtomicU64, Ordering, Ordering::*, fence};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Condvar, Mutex, thread};

use crate::programs::{counting, gate, grandchildren, main_races, opposite, racing, sharing};

/// Compares a program's graph under weak memory with its exploration under RC11: the last states
/// are the executions, one for one, and so are outcomes and failures.
fn compare<O: Ord + Clone + Debug + Send + 'static>(
    name: &str,
    program: impl Fn() -> O + Send + Sync + Clone + 'static,
) -> StateGraph {
    let explorer = Explorer::new().memory_model(MemoryModel::Rc11);
    let found = explorer.explore(program.clone());
    assert!(found.complete(), "{name}");
    let graph = explorer.wide_state_graph(20_000, true, None, program);
    assert!(graph.complete, "{name}: {:?}", graph.stopped_by);
    let ends = (0..graph.nodes.len()).filter(|&node| graph.is_last(node));
    assert_eq!(ends.count() as u64, found.executions(), "{name}");
    let nodes = graph.nodes.iter();
    let outcomes: BTreeSet<String> = nodes.filter_map(|node| node.outcome.clone()).collect();
    let expected: BTreeSet<String> = found.outcomes().keys().map(|o| format!("{o:?}")).collect();
    assert_eq!(outcomes, expected, "{name}");
    let failed = graph.nodes.iter().flat_map(|node| &node.failures);
    let failed: BTreeSet<&str> = failed.map(|failure| failure.kind.as_str()).collect();
    let expected = found.failures().iter().map(|f| f.kind.to_string());
    let expected: BTreeSet<String> = expected.collect();
    assert_eq!(
        failed,
        expected.iter().map(String::as_str).collect(),
        "{name}"
    );
    graph
}

/// Data, and a flag that announces it.
fn message(store: Ordering, load: Ordering) -> impl Fn() -> (u64, u64) + Send + Sync + Clone {
    move || {
        let (data, flag) = (&AtomicU64::new(0), &AtomicU64::new(0));
        thread::scope(|scope| {
            scope.spawn(move || {
                data.store(1, Relaxed);
                flag.store(1, store);
            });
            let reader = scope.spawn(move || (flag.load(load), data.load(Relaxed)));
            reader.join().unwrap()
        })
    }
}

/// Each of two threads writes its own flag, and reads that of the other one.
fn store_buffering(fenced: bool) -> impl Fn() -> [u64; 2] + Send + Sync + Clone {
    move || {
        let flags = &[AtomicU64::new(0), AtomicU64::new(0)];
        thread::scope(|scope| {
            let threads = [0, 1].map(|me| {
                scope.spawn(move || {
                    flags[me].store(1, Relaxed);
                    if fenced {
                        fence(SeqCst);
                    }
                    flags[1 - me].load(Relaxed)
                })
            });
            threads.map(|thread| thread.join().unwrap())
        })
    }
}

/// Two threads write twice each.
fn writes() -> u64 {
    let x = &AtomicU64::new(0);
    thread::scope(|scope| {
        for first in [1, 3] {
            scope.spawn(move || {
                x.store(first, Relaxed);
                x.store(first + 1, Relaxed);
            });
        }
    });
    x.load(Relaxed)
}

fn plain() -> u64 {
    let x = Arc::new(PlainCell::new(0));
    let theirs = x.clone();
    let child = thread::spawn(move || theirs.set(theirs.get() + 1));
    x.set(x.get() + 2);
    child.join().unwrap();
    x.get()
}

#[test]
fn the_last_states_of_a_weak_graph_are_the_executions() {
    compare("stale message", message(Relaxed, Relaxed));
    compare("message", message(Release, Acquire));
    compare("store buffering", store_buffering(false));
    compare("fenced", store_buffering(true));
    compare("writes", writes);
    compare("plain", plain);
    compare("racing", racing(&[1, 2], 1));
    compare("three", racing(&[1, 2, 4], 1));
    compare("counting", counting(2, 2));
    compare("sharing", sharing([true, false]));
    compare("opposite", opposite);
    compare("grandchildren", grandchildren);
    compare("main", main_races);
    compare("gate", gate);
}

/// Message passing and store buffering show, under weak memory, what no interleaving does.
#[test]
fn a_load_chooses_among_the_writes_that_it_may_read() {
    let graph = compare("stale message", message(Relaxed, Relaxed));
    let end = graph.after(&"A2BB~1".parse().unwrap()).unwrap();
    assert_eq!(graph.nodes[end].outcome.as_deref(), Some("(1, 0)"));
    let ordered = compare("message", message(Release, Acquire));
    assert_eq!(ordered.after(&"A2BB~1".parse().unwrap()), None);
    let step = graph.steps.iter().find(|s| s.schedule.to_string() == "B~1");
    assert_eq!(
        step.unwrap().read.map(|value| value.to_string()),
        Some("0".to_owned())
    );
    let both = |graph: &StateGraph| {
        let mut nodes = graph.nodes.iter();
        nodes.any(|node| node.outcome.as_deref() == Some("[0, 0]"))
    };
    assert!(both(&compare("store buffering", store_buffering(false))));
    assert!(!both(&compare("fenced", store_buffering(true))));
}

/// Takes what is there without looking again after its wait.
fn trusting() -> u64 {
    let shared = Arc::new((Mutex::new(0), Condvar::new()));
    let theirs = shared.clone();
    let taker = thread::spawn(move || {
        let mut there = theirs.0.lock();
        if *there == 0 {
            theirs.1.wait(&mut there);
        }
        *there
    });
    *shared.0.lock() = 1;
    shared.1.notify_one();
    taker.join().unwrap()
}

#[test]
fn a_spurious_wake_up_is_a_step_where_it_is_offered() {
    let explorer = Explorer::new().memory_model(MemoryModel::Sc).spurious(true);
    let found = explorer.explore(trusting);
    let graph = explorer.wide_state_graph(20_000, false, None, trusting);
    assert!(graph.complete);
    let outcomes = |graph: &StateGraph| -> BTreeSet<String> {
        let nodes = graph.nodes.iter();
        nodes.filter_map(|node| node.outcome.clone()).collect()
    };
    let expected: BTreeSet<String> = found.outcomes().keys().map(u64::to_string).collect();
    assert_eq!(outcomes(&graph), expected);
    assert_eq!(expected, ["0", "1"].map(str::to_owned).into());
    let without = Explorer::new().state_graph(20_000, trusting);
    assert_eq!(outcomes(&without), ["1".to_owned()].into());
}

/// The states near an execution are states of the whole graph, and the execution leads through
/// them to the same end.
#[test]
fn states_near_an_execution_are_those_of_the_whole_graph() {
    let program = racing(&[1, 2, 4], 2);
    let whole = Explorer::new().state_graph(20_000, program.clone());
    let schedule: Schedule = "AB4C4A3".parse().unwrap();
    let all: BTreeSet<String> = whole
        .nodes
        .iter()
        .map(|node| format!("{:?}", node.threads))
        .collect();
    let mut before = 0;
    for radius in 0..4 {
        let around = Some((schedule.clone(), radius));
        let near = Explorer::new().wide_state_graph(20_000, false, around, program.clone());
        assert!(!near.complete && near.nodes.len() > before);
        before = near.nodes.len();
        let end = near.after(&schedule).expect("the execution is there");
        let same = whole.after(&schedule).unwrap();
        assert_eq!(near.nodes[end].outcome, whole.nodes[same].outcome);
        assert!(near.nodes[end].outcome.is_some());
        let nodes = near.nodes.iter();
        assert!(
            nodes
                .map(|node| format!("{:?}", node.threads))
                .all(|node| all.contains(&node))
        );
        // What was cut has no steps here, and every other state has them all.
        for (node, state) in near.nodes.iter().enumerate() {
            let steps = near.steps_of(node).len();
            if near.cut.contains(&node) {
                assert_eq!(steps, 0);
                continue;
            }
            let there = whole.after(&state.schedule).unwrap();
            assert_eq!(steps, whole.steps_of(there).len(), "{}", state.schedule);
        }
    }
    assert!(before < whole.nodes.len());
}

#[test]
fn a_graph_that_is_stopped_says_which_states_are_not_whole() {
    let graph = Explorer::new().state_graph(40, racing(&[1, 2, 4], 1));
    assert!(!graph.complete);
    let whole = Explorer::new().state_graph(20_000, racing(&[1, 2, 4], 1));
    for (node, state) in graph.nodes.iter().enumerate() {
        let there = whole.after(&state.schedule).unwrap();
        let is_whole = graph.steps_of(node).len() == whole.steps_of(there).len();
        assert!(is_whole || graph.cut.contains(&node), "{}", state.schedule);
    }
}
