//! Accesses that happens-before does not order.

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::{Arc, Mutex, cell, thread};

use crate::only_failure;

#[test]
fn on_a_cell_are_found_in_every_order_and_end_no_execution() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(cell::PlainCell::new(0_u64).named("x"));
        let threads = [1, 2].map(|d| {
            let x = x.clone();
            thread::spawn(move || x.set(x.get() + d))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        x.get()
    });
    let outcomes: Vec<_> = exploration.outcomes().keys().copied().collect();
    assert_eq!(outcomes, [1, 2, 3]);
    assert_eq!(exploration.executions(), 4);
    for failure in exploration.failures() {
        assert_eq!(failure.kind, FailureKind::DataRace);
        assert_eq!(failure.executions, 4);
    }
    assert_eq!(
        exploration.failures().len(),
        2,
        "read-write and write-write"
    );
}

/// A cell that threads share, as an `UnsafeCell` alone is not Sync.
struct Shared(cell::UnsafeCell<u64>);

// SAFETY: every access to the data argues for itself.
unsafe impl Sync for Shared {}

#[test]
fn are_none_where_a_lock_orders_the_accesses() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new((Mutex::new(()), Shared(cell::UnsafeCell::new(0_u64))));
        let threads = [(); 2].map(|()| {
            let x = x.clone();
            thread::spawn(move || {
                let _held = x.0.lock();
                // SAFETY: only the holder of the lock gets here.
                x.1.0.with_mut(|p| unsafe { *p += 1 });
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
        // SAFETY: the threads have ended.
        x.1.0.with(|p| unsafe { *p })
    });
    assert!(exploration.failures().is_empty());
    assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&2]);
}

#[test]
fn on_an_unsafe_cell_are_found_without_being_events() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(Shared(cell::UnsafeCell::new(0_u64)));
        let other = thread::spawn({
            let x = x.clone();
            // SAFETY: model threads run one at a time.
            move || x.0.with_mut(|p| unsafe { *p += 1 })
        });
        // SAFETY: as above.
        x.0.with_mut(|p| unsafe { *p += 1 });
        other.join().unwrap();
    });
    assert_eq!(only_failure(&exploration).0, FailureKind::DataRace);
    assert_eq!(exploration.executions(), 1);
}
