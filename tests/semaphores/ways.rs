//! The same semaphore for real, under loom, in a static, stepped and replayed.

use std::collections::BTreeSet;
use std::panic::{RefUnwindSafe, UnwindSafe};

use racelab::explore::{Explorer, Operation};
use racelab::sync::cell::PlainCell;
use racelab::sync::{BarrierWaitResult, Semaphore, SemaphoreGuard, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::{on_threads, shared, together};

/// Two threads with a permit for one of them, and then a signal.
fn program() -> Vec<usize> {
    let (mutex, done) = (Semaphore::new(1).named("mutex"), Semaphore::new(0));
    let (a, b) = shared((mutex, done.named("done"), PlainCell::new(0)));
    let work = move || {
        on_threads(2, move |_| {
            let permit = a.0.acquire();
            a.2.set(a.2.get() + 1);
            let turn = a.2.get();
            drop(permit);
            a.1.release(1);
            turn
        })
    };
    let wait = || (0..2).for_each(|_| b.1.acquire().forget());
    let (turns, ()) = together(work, wait);
    assert_eq!(b.2.get(), 2);
    turns
}

#[test]
fn for_real_it_counts() {
    for _ in 0..100 {
        let mut turns = program();
        turns.sort_unstable();
        assert_eq!(turns, [1, 2]);
    }
    let semaphore = Semaphore::new(2);
    let permits = [semaphore.try_acquire(), semaphore.try_acquire()];
    assert!(permits.iter().all(Option::is_some));
    assert!(semaphore.try_acquire().is_none());
    drop(permits);
    semaphore.acquire().forget();
    assert!(semaphore.try_acquire().is_some());
    semaphore.release(usize::MAX);
    assert_eq!(format!("{semaphore:?}"), "Semaphore { .. }");
}

#[test]
fn loom_agrees() {
    let verdict = judge(&LoomLimits::default(), || {
        let (a, b) = shared((Semaphore::new(1), Semaphore::new(0), PlainCell::new(0)));
        let work = move || {
            let _permit = a.0.acquire();
            a.2.set(a.2.get() + 1);
            a.1.release(1);
        };
        together(work, || {
            b.1.acquire().forget();
            let permit = b.0.acquire();
            b.2.set(b.2.get() + 1);
            drop(permit);
            assert!(b.1.try_acquire().is_none());
        });
    });
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
    let verdict = judge(&LoomLimits::default(), || {
        let (a, b) = shared((Semaphore::new(2), PlainCell::new(0)));
        let work = move || {
            let _permit = a.0.acquire();
            a.1.set(1);
        };
        together(work, || {
            let _permit = b.0.acquire();
            b.1.set(2);
        });
    });
    assert!(matches!(verdict, LoomVerdict::Fails { .. }), "{verdict:?}");
}

#[test]
fn a_static_has_its_permits_in_each_execution() {
    static SEATS: Semaphore = Semaphore::const_new(1);
    SEATS.acquire().forget();
    let found = Explorer::new().explore(|| {
        let taken = on_threads(2, |_| SEATS.try_acquire().map(SemaphoreGuard::forget));
        taken.iter().map(Option::is_some).collect::<Vec<_>>()
    });
    assert!(found.complete() && found.failures().is_empty());
    assert!(
        found
            .outcomes()
            .keys()
            .eq(&[vec![false, true], vec![true, false]])
    );
    let found = Explorer::new().explore(|| on_threads(2, |_| drop(SEATS.acquire())).len());
    assert_eq!((found.executions(), found.outcomes().len()), (2, 1));
    assert!(SEATS.try_acquire().is_none());
}

/// A guard that is kept after its execution releases nothing in another one.
#[test]
fn a_guard_that_leaves_its_execution_releases_nothing() {
    static SEATS: Semaphore = Semaphore::const_new(0);
    static LEFT: std::sync::Mutex<Vec<SemaphoreGuard<'static>>> = std::sync::Mutex::new(Vec::new());
    let found = Explorer::new().explore(|| {
        SEATS.release(1);
        LEFT.lock().unwrap().push(SEATS.acquire());
    });
    assert_eq!(found.executions(), 1);
    LEFT.lock().unwrap().clear();
    assert!(SEATS.try_acquire().is_none());
}

#[test]
fn an_object_from_outside_is_refused() {
    let outside = std::sync::Arc::new(Semaphore::new(1));
    let found = Explorer::new().explore(move || drop(outside.acquire()));
    let message = &found.failures()[0].message;
    assert!(message.contains("this Semaphore"), "{message}");
    assert!(message.contains("created outside"), "{message}");
}

#[test]
fn its_examples_replay() {
    let found = Explorer::new().explore(program);
    assert_eq!(found.outcomes().len(), 2);
    for (outcome, of) in found.outcomes() {
        let replay = Explorer::new().replay(&of.example.schedule, program);
        let replay = replay.expect("it fits");
        assert_eq!(replay.outcome.as_ref(), Some(outcome));
        assert_eq!(replay.execution.events.len(), of.example.events.len());
    }
}

/// In the lanes an acquire is one event if it does not wait, and two if it does.
#[test]
fn an_acquire_that_waits_asks_first() {
    let found = Explorer::new().explore(program);
    let (_, of) = found.outcomes().iter().next().expect("there are two");
    let events = &of.example.events;
    let count = |wanted: Operation| events.iter().filter(|e| e.operation == wanted).count();
    assert_eq!(count(Operation::Release(1)), 4);
    assert_eq!(count(Operation::Acquire), 4);
    assert!(count(Operation::Ask) <= 2);
    let names: BTreeSet<_> = of.example.objects.iter().map(|o| o.name.as_str()).collect();
    assert!(names.is_superset(&BTreeSet::from(["mutex", "done"])));
    assert_eq!(names.len(), of.example.objects.len(), "each object once");
}

/// The states of the program end with the outcomes that the exploration finds.
#[test]
fn its_states_are_drawn() {
    let graph = Explorer::new().state_graph(10_000, program);
    assert!(graph.complete, "{:?}", graph.stopped_by);
    let ends: BTreeSet<_> = graph
        .nodes
        .iter()
        .filter_map(|n| n.outcome.clone())
        .collect();
    assert_eq!(
        ends,
        BTreeSet::from(["[1, 2]", "[2, 1]"].map(str::to_owned))
    );
}

#[test]
fn it_may_be_shared_sent_and_seen_behind_a_panic() {
    fn is_all<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}
    is_all::<Semaphore>();
    is_all::<SemaphoreGuard<'_>>();
    is_all::<BarrierWaitResult>();
}

/// A guard may be sent to another thread, which releases the permit.
#[test]
fn a_guard_may_go_to_another_thread() {
    let found = Explorer::new().explore(|| {
        let semaphore = Semaphore::new(1);
        thread::scope(|s| {
            let permit = semaphore.acquire();
            s.spawn(move || drop(permit));
            drop(semaphore.acquire());
        });
    });
    assert!(found.complete() && found.failures().is_empty());
    assert_eq!(found.executions(), 1);
}
