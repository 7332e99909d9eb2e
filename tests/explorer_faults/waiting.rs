//! Threads that wait in vain: deadlocks and livelocks.

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
use racelab::sync::{Arc, Condvar, Mutex, hint, thread};

use crate::only_failure;

#[test]
fn for_oneself_is_a_deadlock_that_says_so() {
    let exploration = Explorer::new().explore(|| {
        let lock = Mutex::new(()).named("m");
        let _held = lock.lock();
        let _again = lock.lock();
    });
    assert_eq!(
        only_failure(&exploration),
        (
            FailureKind::Deadlock,
            "M waits for lock m, which it holds itself"
        )
    );
}

#[test]
fn for_each_other_is_a_deadlock_with_both_reasons_and_the_rest_is_explored() {
    let exploration = Explorer::new().explore(|| {
        let locks = Arc::new([Mutex::new(()).named("left"), Mutex::new(()).named("right")]);
        let threads = [[0, 1], [1, 0]].map(|order| {
            let locks = locks.clone();
            thread::spawn(move || {
                let _first = locks[order[0]].lock();
                let _second = locks[order[1]].lock();
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert_eq!(
        only_failure(&exploration),
        (
            FailureKind::Deadlock,
            "A waits for lock right, held by B; B waits for lock left, held by A"
        )
    );
    let failure = &exploration.failures()[0];
    assert_eq!(failure.execution.schedule.to_string(), "AB");
    assert_eq!(failure.execution.preemptions, 1);
    assert_eq!(exploration.outcomes().len(), 1);
}

#[test]
fn for_a_notification_that_came_too_early_is_a_deadlock() {
    let exploration = Explorer::new().explore(|| {
        let pair = Arc::new((Mutex::new(()), Condvar::new().named("ready")));
        let waiter = thread::spawn({
            let pair = pair.clone();
            move || pair.1.wait(&mut pair.0.lock())
        });
        pair.1.notify_one();
        waiter.join().unwrap();
    });
    assert_eq!(
        only_failure(&exploration),
        (FailureKind::Deadlock, "A waits to be notified on ready")
    );
    assert_eq!(exploration.outcomes().len(), 1);
}

#[test]
fn in_a_loop_for_a_value_that_no_thread_writes_is_a_livelock() {
    let exploration = Explorer::new().explore(|| {
        let flag = AtomicBool::new(false).named("flag");
        while !flag.load(Relaxed) {
            hint::spin_loop();
        }
    });
    assert_eq!(
        only_failure(&exploration),
        (
            FailureKind::Livelock,
            "M goes round a loop on flag and reads false"
        )
    );
}

#[test]
fn in_a_loop_that_ends_by_itself_is_no_livelock() {
    let exploration = Explorer::new().explore(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let writer = thread::spawn({
            let flag = flag.clone();
            move || flag.store(true, Relaxed)
        });
        let tries = (0..8).find(|_| flag.load(Relaxed));
        writer.join().unwrap();
        tries
    });
    assert!(exploration.complete() && exploration.failures().is_empty());
    assert_eq!(exploration.outcomes().len(), 9);
}

#[test]
fn of_a_thread_that_catches_every_panic_ends_all_the_same() {
    let exploration = Explorer::new().explore(|| {
        let lock = Mutex::new(());
        let _held = lock.lock();
        loop {
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lock.lock()));
        }
    });
    assert_eq!(only_failure(&exploration).0, FailureKind::Deadlock);
}
