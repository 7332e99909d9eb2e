//! Programs that depend on more than their schedule.

use std::sync::atomic::{AtomicU64 as StdAtomicU64, Ordering::SeqCst};

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

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
