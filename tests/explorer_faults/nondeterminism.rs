//! Programs that depend on more than their schedule.

use std::sync::atomic::{AtomicU64 as StdAtomicU64, Ordering::SeqCst};

use racelab::explore::{Execution, Exploration, Explorer, FailureKind};
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, thread};
use racelab::view;

use crate::only_failure;

#[test]
fn of_the_operations_is_told() {
    static RUNS: StdAtomicU64 = StdAtomicU64::new(0);
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(AtomicU64::new(0));
        let writer = thread::spawn({
            let x = x.clone();
            move || x.store(1, Relaxed)
        });
        x.load(Relaxed);
        if RUNS.fetch_add(1, SeqCst) % 2 == 1 {
            x.store(2, Relaxed);
        }
        x.load(Relaxed);
        writer.join().unwrap();
    });
    let failure = exploration.failures().last().expect("a failure");
    assert_eq!(failure.kind, FailureKind::Nondeterminism);
    assert!(
        failure.message.contains("nondeterminism.rs:"),
        "{}",
        failure.message
    );
    assert!(!exploration.complete());
}

#[test]
fn of_the_outcome_is_told() {
    static RUNS: StdAtomicU64 = StdAtomicU64::new(0);
    let exploration = Explorer::new().explore(|| RUNS.fetch_add(1, SeqCst));
    assert_eq!(only_failure(&exploration).0, FailureKind::Nondeterminism);
    assert!(!exploration.complete());
}

/// Everything that a failure names is in its execution, and the views can print it.
#[track_caller]
fn is_whole(execution: &Execution) {
    for event in &execution.events {
        assert!(event.thread < execution.threads.len(), "{execution:?}");
        let object = event.object.unwrap_or(0);
        assert!(event.object.is_none() || object < execution.objects.len());
        let cause = event.read.as_ref().and_then(|read| read.from);
        assert!(cause.is_none_or(|from| from < execution.events.len()));
    }
    for object in &execution.objects {
        assert!(!object.name.starts_with("object "), "{}", object.name);
    }
    assert_eq!(execution.waiting, [], "a run that is cut waits for nothing");
    let lanes = view::lanes::Lanes::new(execution).to_string();
    assert!(lanes.contains(&execution.schedule.to_string()), "{lanes}");
}

/// The message of the one failure, whose execution has to be whole.
#[track_caller]
fn message<O: std::fmt::Debug>(exploration: &Exploration<O>) -> String {
    let failure = exploration.failures().last().expect("a failure");
    assert_eq!(failure.kind, FailureKind::Nondeterminism);
    is_whole(&failure.execution);
    let json = view::json::exploration("pointers", exploration);
    assert!(json.contains("nondeterminism"), "{json}");
    failure.message.clone()
}

#[test]
fn a_thread_that_one_run_alone_spawns_is_in_no_event() {
    static RUNS: StdAtomicU64 = StdAtomicU64::new(0);
    let exploration = Explorer::new().explore(|| {
        if RUNS.fetch_add(1, SeqCst) == 0 {
            thread::spawn(|| {}).join().unwrap();
        }
    });
    message(&exploration);
    let execution = &exploration.failures()[0].execution;
    assert_eq!(execution.threads.len(), 1);
    assert_eq!(execution.events, []);
}

#[test]
fn an_object_that_one_run_alone_makes_is_in_no_event() {
    static RUNS: StdAtomicU64 = StdAtomicU64::new(0);
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(AtomicU64::new(0));
        let other = thread::spawn({
            let x = x.clone();
            move || x.store(1, Relaxed)
        });
        if RUNS.fetch_add(1, SeqCst) == 0 {
            let m = Mutex::new(0);
            *m.lock() += 1;
            *m.lock() += 1;
        }
        let read = x.load(Relaxed);
        other.join().unwrap();
        read
    });
    message(&exploration);
}

#[test]
fn the_execution_of_a_change_ends_where_the_runs_differ() {
    static RUNS: StdAtomicU64 = StdAtomicU64::new(0);
    let explorer = Explorer::new();
    let program = || {
        let x = Arc::new(AtomicU64::new(0).named("x"));
        let y = Arc::new(AtomicU64::new(0).named("y"));
        let others: Vec<_> = (1..3)
            .map(|value| {
                let (x, y) = (x.clone(), y.clone());
                thread::spawn(move || {
                    x.store(value, Relaxed);
                    y.store(value, Relaxed);
                })
            })
            .collect();
        x.store(3, Relaxed);
        if RUNS.fetch_add(1, SeqCst) < 2 {
            y.load(Relaxed);
        } else {
            y.store(4, Relaxed);
        }
        for other in others {
            other.join().unwrap();
        }
    };
    let exploration = explorer.explore(program);
    message(&exploration);
    let failure = exploration.failures().last().unwrap();
    let of_main = failure.execution.events.iter().filter(|e| e.thread == 0);
    let lines: Vec<_> = of_main.map(|e| e.operation).collect();
    assert_eq!(lines.len(), 3, "two spawns and a store: {lines:?}");
    // What its schedule shows now does not matter, as long as it is not a panic.
    let _ = explorer.replay(&failure.execution.schedule, program);
}

/// An integer that an allocation's address is put into.
fn address_of_an_allocation() -> u64 {
    // The size differs from run to run, and so does the address.
    static RUNS: StdAtomicU64 = StdAtomicU64::new(0);
    let size = 64 + 16 * usize::try_from(RUNS.fetch_add(1, SeqCst) % 64).unwrap();
    Box::leak(vec![0_u8; size].into_boxed_slice()).as_ptr() as u64
}

#[track_caller]
fn names_the_remedy<O: std::fmt::Debug>(exploration: &Exploration<O>) {
    let message = message(exploration);
    assert!(message.contains("nondeterminism.rs:"), "{message}");
    assert!(message.contains("may be an address"), "{message}");
    assert!(message.contains("AtomicPtr"), "{message}");
}

#[test]
fn an_address_in_an_integer_is_told_with_its_remedy() {
    names_the_remedy(&Explorer::new().explore(|| {
        let p = Arc::new(AtomicU64::new(0));
        let writer = thread::spawn({
            let p = p.clone();
            move || p.store(address_of_an_allocation(), Release)
        });
        let read = p.load(Acquire);
        writer.join().unwrap();
        read == 0
    }));
}

#[test]
fn an_address_that_is_exchanged_is_told_with_its_remedy() {
    names_the_remedy(&Explorer::new().explore(|| {
        let p = Arc::new(AtomicU64::new(0));
        let writer = thread::spawn({
            let p = p.clone();
            move || {
                let marked = address_of_an_allocation() | 1 << 48;
                let _ = p.compare_exchange(0, marked, Release, Relaxed);
            }
        });
        let read = p.load(Acquire);
        writer.join().unwrap();
        read == 0
    }));
}

#[test]
fn an_address_in_a_plain_cell_is_told_with_its_remedy() {
    names_the_remedy(&Explorer::new().explore(|| {
        let p = Arc::new(PlainCell::new(0_u64));
        let writer = thread::spawn({
            let p = p.clone();
            move || p.set(address_of_an_allocation())
        });
        writer.join().unwrap();
        p.get() == 0
    }));
}

#[test]
fn an_address_as_first_value_is_told_before_an_old_one_is_read() {
    static LAST: StdAtomicU64 = StdAtomicU64::new(0);
    names_the_remedy(&Explorer::new().explore(|| {
        let address = address_of_an_allocation();
        LAST.store(address, SeqCst);
        let p = Arc::new(AtomicU64::new(address));
        let reader = thread::spawn({
            let p = p.clone();
            move || assert_eq!(p.load(Relaxed), LAST.load(SeqCst), "of another run")
        });
        reader.join().unwrap();
    }));
}

#[test]
fn a_value_that_is_no_address_is_not_called_one() {
    static RUNS: StdAtomicU64 = StdAtomicU64::new(0);
    let exploration = Explorer::new().explore(|| {
        let p = Arc::new(AtomicU64::new(0));
        p.store(RUNS.fetch_add(1, SeqCst), Relaxed);
        p.load(Relaxed) == 0
    });
    let message = message(&exploration);
    assert!(message.contains("nondeterminism.rs:"), "{message}");
    assert!(!message.contains("AtomicPtr"), "{message}");
}

#[test]
fn a_first_value_that_get_mut_changed_is_the_same_in_every_run() {
    let exploration = Explorer::new().explore(|| {
        let mut x = AtomicU64::new(5);
        *x.get_mut() = 7;
        let x = Arc::new(x);
        let other = thread::spawn({
            let x = x.clone();
            move || x.fetch_add(1, Relaxed)
        });
        let read = x.load(Relaxed);
        (read, other.join().unwrap())
    });
    assert!(exploration.failures().is_empty());
    assert_eq!(exploration.outcomes().len(), 2);
}
