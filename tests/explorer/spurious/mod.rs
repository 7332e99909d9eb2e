//! Spurious wake-ups: they add executions, and remove none.
//!
//! This file has programs with known results. `suite` explores all programs of this test. `random`
//! explores random programs, and compares them with every interleaving.

mod random;
mod suite;

use racelab::explore::{Exploration, Explorer, FailureKind, Operation};
use racelab::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use racelab::sync::{Arc, Condvar, Mutex, thread};

use crate::spurious_or_not::compare;

/// Explores without and with spurious wake-ups, and compares the two.
fn explore(program: impl Fn() -> u64 + Clone + Send + Sync + 'static) -> [Exploration<u64>; 2] {
    let both = compare(&Explorer::new(), program);
    both.unwrap_or_else(|why| panic!("{why}"))
}

fn failures<O>(found: &Exploration<O>) -> Vec<FailureKind> {
    found
        .failures()
        .iter()
        .map(|failure| failure.kind)
        .collect()
}

#[test]
fn a_wait_that_no_thread_notifies_is_a_deadlock() {
    let [without, with] = explore(|| {
        let (lock, changed) = (Mutex::new(()), Condvar::new());
        changed.wait(&mut lock.lock());
        0
    });
    assert_eq!(without.executions(), 1);
    assert_eq!(with.executions(), 2);
    assert_eq!(failures(&with), [FailureKind::Deadlock]);
    assert_eq!(with.outcomes().len(), 1, "the wait may end spuriously");
}

#[test]
fn a_wait_that_begins_after_its_notification_is_a_deadlock() {
    let [_, with] = explore(|| {
        let shared = Arc::new((Mutex::new(()), Condvar::new()));
        let child = thread::spawn({
            let shared = shared.clone();
            move || shared.1.notify_one()
        });
        shared.1.wait(&mut shared.0.lock());
        child.join().unwrap();
        0
    });
    assert_eq!(failures(&with), [FailureKind::Deadlock]);
}

#[test]
fn a_wait_without_a_loop_continues_too_early() {
    let program = || {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        let child = thread::spawn({
            let shared = shared.clone();
            move || {
                *shared.0.lock() = 1;
                shared.1.notify_one();
            }
        });
        let mut guard = shared.0.lock();
        if *guard == 0 {
            shared.1.wait(&mut guard);
        }
        let seen = *guard;
        drop(guard);
        child.join().unwrap();
        seen
    };
    let [without, with] = explore(program);
    assert!(without.outcomes().keys().eq(&[1]));
    assert!(with.outcomes().keys().eq(&[0, 1]));
    let early = &with.outcomes()[&0].example;
    let rows: Vec<Operation> = early.events.iter().map(|event| event.operation).collect();
    let wait = rows.iter().position(|&row| row == Operation::Wait).unwrap();
    let told = [
        Operation::Wait,
        Operation::Unlock,
        Operation::Wake(None),
        Operation::Lock,
    ];
    assert_eq!(rows[wait..wait + 4], told);
    let replay = Explorer::new().replay(&early.schedule, program).unwrap();
    assert_eq!(replay.outcome, Some(0));
}

#[test]
fn a_wait_in_a_loop_holds() {
    let [without, with] = explore(|| {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        let child = thread::spawn({
            let shared = shared.clone();
            move || {
                *shared.0.lock() = 1;
                shared.1.notify_one();
            }
        });
        let mut guard = shared.0.lock();
        while *guard == 0 {
            shared.1.wait(&mut guard);
        }
        drop(guard);
        child.join().unwrap();
        0
    });
    assert!(with.executions() > without.executions());
    assert_eq!(failures(&with), []);
}

#[test]
fn one_notification_wakes_one_of_two_waiters_that_wait_without_a_loop() {
    let [without, with] = explore(|| {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        let waiters = [(); 2].map(|()| {
            let shared = shared.clone();
            thread::spawn(move || {
                let mut guard = shared.0.lock();
                shared.1.wait(&mut guard);
                *guard += 1;
            })
        });
        shared.1.notify_one();
        for waiter in waiters {
            waiter.join().unwrap();
        }
        *shared.0.lock()
    });
    assert!(
        without.outcomes().is_empty(),
        "at least one waiter sleeps for ever"
    );
    assert!(with.outcomes().keys().eq(&[2]));
    assert!(with.failures().len() >= without.failures().len());
}

#[test]
fn park_may_return_without_a_token() {
    let [without, with] = explore(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let child = thread::spawn({
            let flag = flag.clone();
            move || {
                thread::park();
                assert!(flag.load(Ordering::Acquire), "woken without a token");
            }
        });
        flag.store(true, Ordering::Release);
        child.thread().unpark();
        child.join().unwrap();
        0
    });
    assert_eq!(failures(&without), []);
    assert_eq!(failures(&with), [FailureKind::Panic]);
    let rows = &with.failures()[0].execution.events;
    assert!(
        rows.iter()
            .any(|row| row.operation == Operation::ParkSpuriously)
    );
}

#[test]
fn a_spurious_return_of_park_leaves_the_token() {
    let [without, with] = explore(|| {
        let count = Arc::new(AtomicU64::new(0));
        let child = thread::spawn({
            let count = count.clone();
            move || {
                for _ in 0..2 {
                    thread::park();
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        child.thread().unpark();
        child.join().unwrap();
        count.load(Ordering::Relaxed)
    });
    // One token suffices for one park, and the same line returns spuriously once.
    assert_eq!(failures(&without), [FailureKind::Deadlock]);
    assert!(with.outcomes().keys().eq(&[2]));
}

#[test]
fn a_bounded_buffer_has_more_executions_with_spurious_wake_ups() {
    for items in [1, 2] {
        let [without, with] = explore(move || {
            let shared = Arc::new((Mutex::new(None), Condvar::new(), Condvar::new()));
            let producer = thread::spawn({
                let shared = shared.clone();
                move || {
                    for item in 0..items {
                        let mut slot = shared.0.lock();
                        shared.1.wait_while(&mut slot, |slot| slot.is_some());
                        *slot = Some(item);
                        shared.2.notify_one();
                    }
                }
            });
            let mut sum = 0;
            for _ in 0..items {
                let mut slot = shared.0.lock();
                shared.2.wait_while(&mut slot, |slot| slot.is_none());
                sum += slot.take().unwrap();
                shared.1.notify_one();
            }
            producer.join().unwrap();
            sum
        });
        assert!(with.executions() > without.executions(), "{items} items");
    }
}
