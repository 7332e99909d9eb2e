//! The behaviour of one semaphore.

use std::collections::BTreeSet;

use racelab::explore::{Explorer, FailureKind, MemoryModel};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Semaphore, SemaphoreGuard};

use crate::explored::explore;
use crate::{on_threads, shared, together};

/// Two threads, one permit: either may get it, or both, one after the other.
#[test]
fn try_acquire_finds_a_permit_or_none() {
    let found = explore(|| {
        let semaphore = Semaphore::new(1);
        on_threads(2, move |_| semaphore.try_acquire().is_some())
    });
    let all = [(true, true), (true, false), (false, true)];
    let all: BTreeSet<_> = all.map(|(a, b)| vec![a, b]).into();
    assert_eq!(
        found.outcomes().keys().cloned().collect::<BTreeSet<_>>(),
        all
    );
    // One after the other, in two orders; or one while the other one holds it.
    assert_eq!(found.executions(), 4);
    let kept = explore(|| {
        let semaphore = Semaphore::new(1);
        on_threads(3, move |_| {
            semaphore.try_acquire().map(SemaphoreGuard::forget)
        })
        .iter()
        .flatten()
        .count()
    });
    assert!(kept.outcomes().keys().eq(&[1]));
    assert_eq!(kept.executions(), 3);
}

/// A try_acquire in a single execution, after all other operations, orders all operations.
#[test]
fn a_try_acquire_in_one_execution_counts_for_all() {
    let found = explore(|| {
        let (a, b) = shared((Semaphore::new(0), Semaphore::new(0)));
        let releases = move || {
            a.0.release(1);
            a.1.release(1);
            a.0.release(1);
        };
        together(releases, || {
            b.0.acquire().forget();
            b.0.try_acquire().is_some()
        })
        .1
    });
    assert!(found.outcomes().keys().eq(&[false, true]));
}

/// A thread with a permit knows what was done before each release up to the one that made
/// the permit, and nothing of later ones.
#[test]
fn all_earlier_releases_happen_before_an_acquire() {
    let program = |acquires: usize| {
        move || {
            let cells = [PlainCell::new(0), PlainCell::new(0)];
            let (a, b) = shared((Semaphore::new(0), cells));
            let release = move || {
                on_threads(2, move |me| {
                    a.1[me].set(1);
                    a.0.release(1);
                });
            };
            let read = || {
                (0..acquires).for_each(|_| b.0.acquire().forget());
                b.1[0].get() + b.1[1].get()
            };
            together(release, read).1
        }
    };
    let both = explore(program(2));
    assert!(both.failures().is_empty(), "{:?}", both.failures());
    assert!(both.outcomes().keys().eq(&[2]));
    let one = Explorer::new().explore(program(1));
    assert!(one.outcomes().keys().eq(&[1, 2]));
    // One for each cell.
    let kinds: Vec<_> = one.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::DataRace; 2]);
}

/// A release does not wait, and acquires nothing.
#[test]
fn a_release_is_no_acquire() {
    let found = Explorer::new().explore(|| {
        let (a, b) = shared((Semaphore::new(0), PlainCell::new(0)));
        let first = move || {
            a.1.set(1);
            a.0.release(1);
        };
        together(first, || {
            b.0.release(1);
            b.1.get()
        });
    });
    let kinds: Vec<_> = found.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::DataRace]);
}

/// Whichever thread gets the only permit, the others wait for ever, and the failure names each.
#[test]
fn threads_that_wait_for_ever_are_named() {
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        let found = Explorer::new().memory_model(model).explore(|| {
            let semaphore = Semaphore::new(1).named("seats");
            on_threads(3, move |_| semaphore.acquire().forget());
        });
        assert!(found.complete() && found.outcomes().is_empty());
        let messages: BTreeSet<_> = found.failures().iter().map(|f| f.message.clone()).collect();
        let waits = |t: char| format!("{t} waits for a permit of seats");
        let pairs = [('A', 'B'), ('A', 'C'), ('B', 'C')];
        let expected = pairs.map(|(a, b)| format!("{}; {}", waits(a), waits(b)));
        assert_eq!(messages, BTreeSet::from(expected));
    }
}

/// A guard that is dropped while its thread unwinds releases its permit.
#[test]
fn a_panic_releases_the_permit() {
    let found = explore(|| {
        let (a, b) = shared(Semaphore::new(1));
        let panics = move || {
            let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let _permit = a.acquire();
                panic!("to be caught");
            }));
            caught.is_err()
        };
        let waits = || drop(b.acquire());
        together(panics, waits).0
    });
    assert!(found.failures().is_empty(), "{:?}", found.failures());
    assert!(found.outcomes().keys().eq(&[true]));
    assert_eq!(found.executions(), 2);
}

/// The largest number of permits suffices for all threads.
#[test]
fn the_most_permits_are_never_used_up() {
    let found = explore(|| {
        let semaphore = Semaphore::new(usize::MAX);
        semaphore.release(usize::MAX);
        semaphore.release(0);
        on_threads(2, move |_| semaphore.acquire().forget()).len()
    });
    assert!(found.outcomes().keys().eq(&[2]));
    assert_eq!(found.executions(), 1);
}

/// A loop that tries until there is a permit waits for it; if none comes, it is a livelock.
#[test]
fn a_loop_of_try_acquire_waits() {
    let program = |releases: usize| {
        move || {
            let (a, b) = shared(Semaphore::new(0).named("s"));
            together(
                move || a.release(releases),
                || while b.try_acquire().map(SemaphoreGuard::forget).is_none() {},
            );
        }
    };
    let found = Explorer::new().explore(program(1));
    assert!(found.complete() && found.failures().is_empty());
    let never = Explorer::new().explore(program(0));
    let failures: Vec<_> = never.failures().iter().map(|f| f.kind).collect();
    assert_eq!(failures, [FailureKind::Livelock]);
}
