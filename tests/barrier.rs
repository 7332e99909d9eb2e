//! Barriers in a model: every outcome, and the number of executions.

use std::collections::BTreeSet;

use racelab::explore::{Exploration, Explorer, Failure, FailureKind};
use racelab::sync::atomic::AtomicBool;
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Barrier, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

/// Each thread writes its own cell, meets the others, and reads all cells; it returns the sum and,
/// if it asks, whether it leads.
fn meet(threads: usize, rounds: usize, asks: bool) -> Vec<(usize, usize)> {
    let barrier = Arc::new(Barrier::new(threads));
    let cells: Arc<Vec<_>> = Arc::new((0..threads).map(|_| PlainCell::new(0_usize)).collect());
    let run = move |me: usize| {
        let (barrier, cells) = (Arc::clone(&barrier), Arc::clone(&cells));
        move || {
            let (mut sum, mut leads) = (0, 0);
            for round in 1..=rounds {
                cells[me].set(round);
                let before = barrier.wait();
                leads += usize::from(asks && before.is_leader());
                sum += cells.iter().map(PlainCell::get).sum::<usize>();
                let behind = barrier.wait();
                leads += 100 * usize::from(asks && behind.is_leader());
            }
            (sum, leads)
        }
    };
    let children: Vec<_> = (1..threads).map(|me| thread::spawn(run(me))).collect();
    let mut all = vec![run(0)()];
    all.extend(children.into_iter().map(|child| child.join().unwrap()));
    all
}

fn explore(threads: usize, rounds: usize, asks: bool) -> Exploration<Vec<(usize, usize)>> {
    let exploration = Explorer::new().explore(move || meet(threads, rounds, asks));
    assert!(exploration.complete());
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    exploration
}

/// A write before the barrier is visible after it, without a race, and each time exactly one thread
/// leads. In each round n threads come in n! orders.
#[test]
fn each_thread_sees_what_the_others_did_before() {
    for (threads, rounds, executions) in [(1, 1, 1), (2, 1, 4), (3, 1, 36), (2, 2, 16)] {
        let exploration = explore(threads, rounds, true);
        assert_eq!(exploration.executions(), executions);
        for outcome in exploration.outcomes().keys() {
            let sum = threads * rounds * (rounds + 1) / 2;
            assert!(outcome.iter().all(|&(seen, _)| seen == sum), "{outcome:?}");
            let leads: usize = outcome.iter().map(|&(_, leads)| leads).sum();
            assert_eq!(leads, rounds * 101);
        }
    }
}

/// If no thread asks which of them leads, their order makes no difference.
#[test]
fn without_a_question_there_is_one_execution() {
    for (threads, rounds) in [(1, 1), (2, 1), (3, 1), (2, 2), (4, 1), (5, 1), (3, 3)] {
        let exploration = explore(threads, rounds, false);
        assert_eq!(
            exploration.executions(),
            1,
            "{threads} threads, {rounds} rounds"
        );
        let sum = threads * rounds * (rounds + 1) / 2;
        assert!(exploration.outcomes().keys().eq(&[vec![(sum, 0); threads]]));
    }
}

/// Without the question all orders are one execution; with it, each order is one.
#[test]
fn a_question_makes_each_order_an_execution() {
    for (threads, orders) in [(2_u64, 4_u64), (3, 36), (4, 576), (5, 14_400)] {
        for asks in [false, true] {
            let explorer = Explorer::new().count_interleavings(true);
            let exploration = explorer.explore(move || {
                let barrier = Arc::new(Barrier::new(usize::try_from(threads).unwrap()));
                let wait_twice = |_| {
                    let barrier = barrier.clone();
                    thread::spawn(move || {
                        for _ in 0..2 {
                            let met = barrier.wait();
                            let _leads = asks && met.is_leader();
                        }
                    })
                };
                let children: Vec<_> = (0..threads).map(wait_twice).collect();
                children.into_iter().for_each(|c| c.join().unwrap());
            });
            assert!(exploration.complete() && exploration.failures().is_empty());
            assert_eq!(exploration.interleavings(), Some(u128::from(orders)));
            assert_eq!(exploration.executions(), if asks { orders } else { 1 });
        }
    }
}

/// A question in a single execution, after the last wait, orders all arrivals.
#[test]
fn a_question_in_one_execution_counts_for_all() {
    let asked = |debug: bool| {
        Explorer::new().explore(move || {
            let barrier = Arc::new(Barrier::new(2));
            let flag = Arc::new(AtomicBool::new(false));
            let child = thread::spawn({
                let (barrier, flag) = (barrier.clone(), flag.clone());
                move || {
                    flag.store(true, Relaxed);
                    barrier.wait();
                }
            });
            let seen = flag.load(Relaxed);
            let met = barrier.wait();
            let leads = seen
                && match debug {
                    false => met.is_leader(),
                    true => format!("{met:?}") == "BarrierWaitResult { is_leader: true }",
                };
            child.join().unwrap();
            (seen, leads)
        })
    };
    for debug in [false, true] {
        let exploration = asked(debug);
        // Each of two values read, in each of two orders.
        assert_eq!(exploration.executions(), 4);
        let outcomes = [(false, false), (true, false), (true, true)];
        assert!(exploration.outcomes().keys().eq(&outcomes));
    }
}

/// A destructor asks while its thread unwinds.
#[test]
fn a_thread_that_unwinds_may_ask() {
    struct Asks(Arc<Barrier>, Arc<PlainCell<bool>>);
    impl Drop for Asks {
        fn drop(&mut self) {
            let met = self.0.wait();
            self.1.set(met.is_leader());
            // Here the thread would go on in the execution.
            self.0.wait();
        }
    }
    let exploration = Explorer::new().explore(|| {
        let barrier = Arc::new(Barrier::new(2));
        let leads = Arc::new(PlainCell::new(false));
        let child = thread::spawn({
            let asks = Asks(barrier.clone(), leads.clone());
            move || {
                let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    let _asks = asks;
                    panic!("to be caught");
                }));
                assert!(caught.is_err());
            }
        });
        barrier.wait();
        barrier.wait();
        child.join().unwrap();
        leads.get()
    });
    assert!(exploration.complete());
    assert_eq!(exploration.failures().len(), 0);
    assert!(exploration.outcomes().keys().eq(&[false, true]));
    // Each of two waits in each of two orders.
    assert_eq!(exploration.executions(), 4);
}

/// The states end with the outcomes of the exploration, whether or not a thread asks.
#[test]
fn its_states_are_drawn() {
    for (asks, outcomes) in [(false, 1), (true, 4)] {
        let graph = Explorer::new().state_graph(10_000, move || meet(2, 1, asks));
        assert!(graph.complete, "{:?}", graph.stopped_by);
        let ends = graph.nodes.iter().filter_map(|node| node.outcome.clone());
        assert_eq!(ends.collect::<BTreeSet<_>>().len(), outcomes);
    }
}

/// Each thread comes once to a barrier for two; returns which of them lead, if they ask. A writes a
/// cell before it comes, and B reads the cell afterwards; its value is not used.
fn pairs(threads: usize, asks: bool) -> Vec<bool> {
    let barrier = Arc::new(Barrier::new(2).named("pair"));
    let cell = Arc::new(PlainCell::new(0));
    let children: Vec<_> = (0..threads)
        .map(|me| {
            let (barrier, cell) = (barrier.clone(), cell.clone());
            thread::spawn(move || {
                if me == 0 {
                    cell.set(1);
                }
                let met = barrier.wait();
                if me == 1 {
                    cell.get();
                }
                asks && met.is_leader()
            })
        })
        .collect();
    children.into_iter().map(|c| c.join().unwrap()).collect()
}

/// Three threads at a barrier for two: any two meet, and the third one waits for ever.
#[test]
fn one_thread_too_many_waits_for_ever() {
    for asks in [false, true] {
        let exploration = Explorer::new().explore(move || pairs(3, asks));
        let waits = |f: &&Failure| f.kind == FailureKind::Deadlock;
        let deadlocks = exploration.failures().iter().filter(waits);
        let deadlocks: BTreeSet<_> = deadlocks.map(|f| f.message.as_str()).collect();
        let expected = ["A", "B", "C"].map(|t| format!("{t} waits for the other threads at pair"));
        assert_eq!(deadlocks, expected.iter().map(String::as_str).collect());
        assert!(exploration.complete() && exploration.outcomes().is_empty());
        // If A meets C, or A waits, B does not know what A has done. (If B waits, it does not reach
        // the read.)
        let race = exploration
            .failures()
            .iter()
            .find(|f| f.kind == FailureKind::DataRace);
        assert_eq!(race.map(|f| f.executions), Some(4));
        assert_eq!(exploration.executions(), 8);
    }
}

/// Four threads come to a barrier for two in 24 orders; in 8 of these A and B meet. In each
/// other order B reads what A writes, or the value before that: a data race.
#[test]
fn only_threads_that_meet_see_each_others_writes() {
    for asks in [false, true] {
        let exploration = Explorer::new().explore(move || pairs(4, asks));
        assert!(exploration.complete());
        assert_eq!(exploration.executions(), 8 + 2 * 16);
        let [race] = exploration.failures() else {
            panic!("one failure, not {:?}", exploration.failures());
        };
        assert_eq!((race.kind, race.executions), (FailureKind::DataRace, 32));
        // Any two of the four may lead.
        let outcomes = exploration.outcomes().keys();
        let leaders: Vec<_> = outcomes.map(|o| o.iter().filter(|&&l| l).count()).collect();
        assert_eq!(leaders, if asks { vec![2; 6] } else { vec![0] });
    }
}

#[test]
fn without_the_barrier_it_is_a_race() {
    let exploration = Explorer::new().explore(|| {
        let cell = Arc::new(PlainCell::new(0));
        let theirs = Arc::clone(&cell);
        // One thread alone never waits here.
        let (barrier, own) = (Barrier::new(1), Barrier::new(1));
        let child = thread::spawn(move || {
            theirs.set(1);
            barrier.wait();
        });
        own.wait();
        let seen = cell.get();
        child.join().unwrap();
        seen
    });
    assert!(exploration.outcomes().keys().eq(&[0, 1]));
    assert!(
        exploration
            .failures()
            .iter()
            .any(|f| f.kind == FailureKind::DataRace)
    );
}

#[test]
fn one_thread_too_few_waits_for_ever() {
    let exploration = Explorer::new().explore(|| {
        let barrier = Barrier::new(2).named("start");
        barrier.wait();
    });
    let [failure] = exploration.failures() else {
        panic!("one failure, not {:?}", exploration.failures());
    };
    assert_eq!(failure.kind, FailureKind::Deadlock);
    assert_eq!(failure.message, "M waits for the other threads at start");
}

#[test]
fn its_examples_replay() {
    for (outcome, of) in explore(2, 1, true).outcomes() {
        let replay = Explorer::new().replay(&of.example.schedule, || meet(2, 1, true));
        assert_eq!(replay.expect("it fits").outcome.as_ref(), Some(outcome));
    }
}

#[test]
fn loom_agrees() {
    let verdict = judge(&LoomLimits::default(), || {
        let sums = meet(2, 1, true);
        assert!(sums.iter().all(|&(seen, _)| seen == 2));
    });
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
}

#[test]
fn for_real_all_meet() {
    let sums = meet(4, 3, true);
    assert!(sums.iter().all(|&(seen, _)| seen == 4 * 6));
}
