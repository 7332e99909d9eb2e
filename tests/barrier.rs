//! Barriers in a model: every outcome, and how many executions there are.

use racelab::explore::{Exploration, Explorer, FailureKind};
use racelab::proof::loom::{LoomLimits, LoomVerdict, judge};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Barrier, thread};

/// So many threads write a cell of their own, meet, and read all cells; each returns
/// the sum and whether it leads.
fn meet(threads: usize, rounds: usize) -> Vec<(usize, usize)> {
    let barrier = Arc::new(Barrier::new(threads));
    let cells: Arc<Vec<_>> = Arc::new((0..threads).map(|_| PlainCell::new(0_usize)).collect());
    let run = move |me: usize| {
        let (barrier, cells) = (Arc::clone(&barrier), Arc::clone(&cells));
        move || {
            let (mut sum, mut leads) = (0, 0);
            for round in 1..=rounds {
                cells[me].set(round);
                leads += usize::from(barrier.wait().is_leader());
                sum += cells.iter().map(PlainCell::get).sum::<usize>();
                leads += 100 * usize::from(barrier.wait().is_leader());
            }
            (sum, leads)
        }
    };
    let children: Vec<_> = (1..threads).map(|me| thread::spawn(run(me))).collect();
    let mut all = vec![run(0)()];
    all.extend(children.into_iter().map(|child| child.join().unwrap()));
    all
}

fn explore(threads: usize, rounds: usize) -> Exploration<Vec<(usize, usize)>> {
    let exploration = Explorer::new().explore(move || meet(threads, rounds));
    assert!(exploration.complete());
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    exploration
}

/// What was written before the barrier is there behind it, without a race; each
/// time exactly one leads. n threads come in n! orders, each time anew.
#[test]
fn all_know_what_each_did_before() {
    for (threads, rounds, executions) in [(1, 1, 1), (2, 1, 4), (3, 1, 36), (2, 2, 16)] {
        let exploration = explore(threads, rounds);
        assert_eq!(exploration.executions(), executions);
        for outcome in exploration.outcomes().keys() {
            let sum = threads * rounds * (rounds + 1) / 2;
            assert!(outcome.iter().all(|&(seen, _)| seen == sum), "{outcome:?}");
            let leads: usize = outcome.iter().map(|&(_, leads)| leads).sum();
            assert_eq!(leads, rounds * 101);
        }
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
    assert_eq!(failure.message, "M waits for the others at start");
}

#[test]
fn its_examples_replay() {
    for (outcome, of) in explore(2, 1).outcomes() {
        let replay = Explorer::new().replay(&of.example.schedule, || meet(2, 1));
        assert_eq!(replay.expect("it fits").outcome.as_ref(), Some(outcome));
    }
}

#[test]
fn loom_agrees() {
    let verdict = judge(&LoomLimits::default(), || {
        let sums = meet(2, 1);
        assert!(sums.iter().all(|&(seen, _)| seen == 2));
    });
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
}

#[test]
fn for_real_all_meet() {
    let sums = meet(4, 3);
    assert!(sums.iter().all(|&(seen, _)| seen == 4 * 6));
}
