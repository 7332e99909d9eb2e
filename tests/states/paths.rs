//! The paths are the interleavings, the last states the outcomes and failures.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use racelab::explore::{Activity, Explorer, FailureKind, MemoryModel, StateGraph};
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, hint, thread};
use racelab::view::situation;

use crate::programs::{counting, gate, grandchildren, main_races, opposite, racing, sharing};

/// Compares a program's state graph with its exploration.
fn compare<O: Ord + Clone + Debug + Send + 'static>(
    name: &str,
    program: impl Fn() -> O + Send + Sync + Clone + 'static,
) -> StateGraph {
    let explorer = Explorer::new()
        .memory_model(MemoryModel::Sc)
        .count_interleavings(true);
    let found = explorer.explore(program.clone());
    let graph = explorer.state_graph(20_000, program);
    assert!(graph.complete, "{name}: {:?}", graph.stopped_by);
    assert!(found.interleavings().is_some(), "{name}");
    assert_eq!(graph.paths(), found.interleavings(), "{name}");

    let outcomes: BTreeSet<String> = graph
        .nodes
        .iter()
        .filter_map(|node| node.outcome.clone())
        .collect();
    let expected: BTreeSet<String> = found.outcomes().keys().map(|o| format!("{o:?}")).collect();
    assert_eq!(outcomes, expected, "{name}");

    let ends = (0..graph.nodes.len()).filter(|&node| graph.is_last(node));
    assert_eq!(ends.count() as u64, found.executions(), "{name}");

    let failed: BTreeSet<(String, String)> = graph
        .nodes
        .iter()
        .flat_map(|node| &node.failures)
        .map(|failure| (failure.kind.clone(), failure.message.clone()))
        .collect();
    let failures = found.failures().iter();
    let expected: BTreeSet<_> = failures
        .map(|f| (f.kind.to_string(), f.message.clone()))
        .collect();
    assert_eq!(failed, expected, "{name}");

    for ending in graph.endings() {
        let (fewest, schedule) = match ending.failed {
            false => found
                .outcomes()
                .iter()
                .find(|(outcome, _)| format!("{outcome:?}") == ending.text)
                .map(|(_, o)| (o.example.preemptions, &o.example.schedule)),
            true => found
                .failures()
                .iter()
                .find(|failure| failure.kind.to_string() == ending.text)
                .map(|f| (f.execution.preemptions, &f.execution.schedule)),
        }
        .unwrap();
        assert_eq!(ending.preemptions, fewest, "{name}: {schedule}");
    }
    graph
}

#[test]
fn the_paths_are_the_interleavings_and_the_ends_the_outcomes() {
    let sizes = [
        compare("1 and 2", racing(&[1, 2], 1)).nodes.len(),
        compare("two times each", racing(&[1, 1], 2)).nodes.len(),
        compare("three threads", racing(&[1, 1, 1], 1)).nodes.len(),
        compare("a lock", counting(2, 2)).nodes.len(),
        compare("a lock for three", counting(3, 1)).nodes.len(),
    ];
    // Of 6, 70, 90, 6 and 6 interleavings.
    assert_eq!(sizes, [14, 134, 119, 37, 31]);
}

#[test]
fn a_reader_writer_lock_names_its_readers_and_its_writer() {
    let held = |writes: [bool; 2]| {
        let graph = compare(&format!("sharing {writes:?}"), sharing(writes));
        let locks = graph.nodes.iter().flat_map(|node| &node.locks);
        locks
            .map(|lock| {
                assert_eq!(lock.object, "rates");
                (lock.held_by, lock.read_by.iter().collect())
            })
            .collect::<BTreeSet<(Option<char>, String)>>()
    };
    let states = |all: &[(Option<char>, &str)]| -> BTreeSet<(Option<char>, String)> {
        all.iter()
            .map(|&(by, readers)| (by, readers.to_owned()))
            .collect()
    };
    assert_eq!(
        held([false, false]),
        states(&[(None, ""), (None, "A"), (None, "B"), (None, "AB")])
    );
    assert_eq!(
        held([false, true]),
        states(&[(None, ""), (None, "A"), (Some('B'), "")])
    );
    assert_eq!(
        held([true, true]),
        states(&[(None, ""), (Some('A'), ""), (Some('B'), "")])
    );
    let look = |schedule: &str, writes| {
        let schedule = schedule.parse().unwrap();
        let situation = Explorer::new().look(&schedule, sharing(writes)).unwrap();
        situation::memory(&situation, |_| true, 80)
    };
    let memory = look("AB", [false, false]);
    assert_eq!(memory.trim(), "Memory: x = 0, lock rates read by A and B");
    let memory = look("A", [true, false]);
    assert_eq!(memory.trim(), "Memory: x = 0, lock rates held by A");
    let memory = look("", [true, false]);
    assert_eq!(memory.trim(), "Memory: x = 0, lock rates free");
}

#[test]
fn a_deadlock_is_a_last_state_with_its_reasons() {
    let graph = compare("opposite", opposite);
    let stuck = graph.nodes.iter().find(|n| !n.failures.is_empty()).unwrap();
    assert_eq!(stuck.failures[0].kind, FailureKind::Deadlock.to_string());
    assert_eq!(stuck.schedule.to_string(), "AB");
    let reasons = stuck.threads.iter().map(|t| match &t.activity {
        Activity::Waiting { reason, .. } => reason.as_str(),
        _ => "",
    });
    assert_eq!(
        reasons.collect::<Vec<_>>(),
        [
            "waits for the end of A",
            "waits for lock second, held by B",
            "waits for lock first, held by A"
        ]
    );
}

#[test]
fn which_waiter_is_woken_is_a_step_of_its_own() {
    let graph = compare("gate", gate);
    // Main is alone when it wakes one of two threads, and still has this choice.
    let of_main = |step: &str| {
        let steps = graph.steps.iter();
        let steps = steps.filter(|found| found.schedule.to_string() == step);
        let ends = steps.map(|found| (found.from, found.to));
        ends.collect::<BTreeMap<usize, usize>>()
    };
    let (first, second) = (of_main("M"), of_main("M.B"));
    assert!(!second.is_empty());
    for (from, to) in second {
        assert_ne!(first.get(&from).copied(), None, "{from}");
        assert_ne!(first.get(&from).copied(), Some(to), "{from}");
    }
    let ends: Vec<_> = graph.endings().into_iter().map(|end| end.text).collect();
    assert_eq!(ends, ["[1, 2]", "[2, 1]"]);
}

#[test]
fn every_example_of_a_woken_waiter_replays() {
    let found = Explorer::new().explore(gate);
    assert_eq!(found.outcomes().len(), 2);
    for (outcome, shown) in found.outcomes() {
        let replay = Explorer::new()
            .replay(&shown.example.schedule, gate)
            .unwrap();
        assert_eq!(replay.outcome.as_ref(), Some(outcome));
    }
}

#[test]
fn letters_that_depend_on_the_order_do_not_confuse_states() {
    let graph = compare("grandchildren", grandchildren);
    let ends: BTreeSet<_> = graph.endings().into_iter().map(|end| end.text).collect();
    // Without overlap 8, 10 or 12; 6 where both double the same 3, and where one has doubled
    // what the other then overwrites, 2, 4 or 6 of what it read before.
    let expected = ["2", "4", "6", "8", "10", "12"].map(str::to_owned);
    assert_eq!(ends, BTreeSet::from(expected));
}

#[test]
fn main_takes_part_and_may_panic() {
    let graph = compare("main races", main_races);
    let loads = graph.steps.iter().filter(|step| step.thread == 'M');
    let read: BTreeSet<_> = loads
        .map(|step| {
            assert!(step.operation.starts_with("load"), "{step:?}");
            step.read
        })
        .collect();
    // In front of both stores, and between the two. Behind them main is alone, and its load no
    // step.
    assert_eq!(read.len(), 2, "{read:?}");
    let ends: Vec<_> = graph.endings();
    let ends: Vec<_> = ends.iter().map(|end| (end.failed, &*end.text)).collect();
    assert_eq!(ends, [(false, "0"), (false, "1"), (true, "panic")]);
}

#[test]
fn a_data_race_does_not_end_the_program() {
    let graph = compare("plain", || {
        let x = Arc::new(PlainCell::new(0));
        let y = x.clone();
        let child = thread::spawn(move || y.set(y.get() + 1));
        x.set(x.get() + 2);
        child.join().unwrap();
        x.get()
    });
    let ends: Vec<_> = graph.endings();
    let ends: Vec<_> = ends.iter().map(|end| (end.failed, &*end.text)).collect();
    // The child's addition is lost, main's is, or neither.
    assert_eq!(ends, [(false, "1"), (false, "2"), (false, "3")]);
    let race = FailureKind::DataRace.to_string();
    let mut failures = graph.nodes.iter().flat_map(|node| &node.failures);
    assert!(failures.any(|failure| failure.kind == race));
}

#[test]
fn a_limit_on_the_states_is_said() {
    let graph = Explorer::new().state_graph(10, racing(&[1, 2], 1));
    assert!(!graph.complete);
    assert_eq!(graph.nodes.len(), 10);
    assert!(graph.stopped_by.unwrap().contains("more than 10 states"));
}

#[test]
fn a_spin_loop_has_finitely_many_states() {
    let graph = Explorer::new().state_graph(1_000, || {
        let ready = Arc::new(AtomicU64::new(0).named("ready"));
        let flag = ready.clone();
        let waiter = thread::spawn(move || {
            while flag.load(SeqCst) == 0 {
                hint::spin_loop();
            }
        });
        ready.store(1, SeqCst);
        waiter.join().unwrap();
    });
    assert!(graph.complete, "{:?}", graph.stopped_by);
    let ends: Vec<_> = graph.endings().into_iter().map(|e| e.text).collect();
    assert_eq!(ends, ["()"]);
}

/// Polls, at most `times` times, whether x is set; returns the number of the poll that found it
/// set.
fn asks(times: usize, hints: bool) -> impl Fn() -> Option<usize> + Send + Sync + Clone + 'static {
    move || {
        let x = Arc::new(AtomicU64::new(0).named("x"));
        let y = x.clone();
        let asking = thread::spawn(move || {
            (0..times).find(|_| {
                if hints {
                    hint::spin_loop();
                }
                y.load(SeqCst) == 1
            })
        });
        x.store(1, SeqCst);
        asking.join().unwrap()
    }
}

#[test]
fn a_loop_that_gives_up_comes_to_its_end_in_the_states_too() {
    for (times, hints) in [(3, true), (8, false), (12, true), (40, false)] {
        let program = asks(times, hints);
        let explored = Explorer::new().memory_model(MemoryModel::Sc);
        let explored = explored.explore(program.clone());
        let graph = Explorer::new().state_graph(1_000, program.clone());
        assert!(graph.complete, "{:?}", graph.stopped_by);
        let ends: BTreeSet<_> = graph.endings().into_iter().map(|e| e.text).collect();
        let outcomes = explored.outcomes().keys().map(|o| format!("{o:?}"));
        assert_eq!(ends, outcomes.collect(), "{times} times, hints: {hints}");
        // It gives up if the other thread comes too late.
        let given_up = Explorer::new().replay(&"A".repeat(times).parse().unwrap(), program);
        assert_eq!(given_up.unwrap().outcome, Some(None));
    }
}

/// In one call: the explorer supplies the rest of the schedule.
#[test]
fn a_replay_goes_on_through_a_loop_that_gives_up() {
    for hints in [false, true] {
        let alone = move || {
            let x = Arc::new(AtomicU64::new(0).named("x"));
            let y = x.clone();
            let asking = thread::spawn(move || {
                (0..20).any(|_| {
                    if hints {
                        hint::spin_loop();
                    }
                    y.load(SeqCst) == 1
                })
            });
            asking.join().unwrap()
        };
        let replay = Explorer::new().replay(&"A".parse().unwrap(), alone);
        assert_eq!(replay.unwrap().outcome, Some(false));
    }
}
