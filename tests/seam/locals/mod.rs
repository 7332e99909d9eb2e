//! `thread_local!`: one value for each thread, in every way; destructors at its end.

mod ends;
mod order;

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicI64 as StdAtomicI64, Ordering as StdOrdering};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use racelab::explore::{Explorer, FailureKind, Operation, StoppedBy};
use racelab::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint::spin_loop;
use racelab::sync::{Arc, Mutex, thread, thread_local};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::ways;

thread_local! {
    static NUMBER: Cell<u64> = const { Cell::new(1) };
    /// Made when it is first used.
    pub(crate) static NAMES: RefCell<Vec<&'static str>> = RefCell::new(vec!["Ada"]);
    static LAZY: Cell<u64> = Cell::new(NUMBER.replace(7) + 1)
}

#[test]
fn each_thread_has_its_own_in_every_way() {
    ways::holds(|| {
        // The real threads of the tests may have used their values before.
        NUMBER.set(1);
        let child = thread::spawn(|| NUMBER.replace(2) + NUMBER.get());
        NUMBER.set(NUMBER.get() + 10);
        assert_eq!(child.join().unwrap(), 3);
        assert_eq!(NUMBER.get(), 11);
        assert_eq!(thread::spawn(|| NUMBER.get()).join().unwrap(), 1);
    });
}

#[test]
fn a_value_is_made_at_its_first_use_and_set_without_being_made() {
    ways::holds(|| {
        thread::spawn(|| {
            assert_eq!(LAZY.get(), 2);
            assert_eq!((NUMBER.get(), LAZY.get()), (7, 2));
        })
        .join()
        .unwrap();
        thread::spawn(|| {
            LAZY.set(5);
            assert_eq!((NUMBER.get(), LAZY.get()), (1, 5));
            NAMES.set(vec![]);
            assert_eq!(NAMES.take(), [""; 0]);
        })
        .join()
        .unwrap();
    });
}

#[test]
fn the_methods_are_stds() {
    ways::holds(|| {
        thread::spawn(|| {
            assert_eq!(NUMBER.take(), 1);
            assert_eq!(NUMBER.with(Cell::get), 0);
            assert_eq!(NUMBER.try_with(|n| n.replace(3)), Ok(0));
            assert_eq!(NUMBER.replace(4), 3);
            NAMES.with_borrow_mut(|names| names.push("Grace"));
            assert_eq!(NAMES.with_borrow(Vec::len), 2);
            assert_eq!(NAMES.replace(vec!["Barbara"]), ["Ada", "Grace"]);
            NAMES.set(vec!["Lynn"]);
            assert_eq!(NAMES.take(), ["Lynn"]);
            assert_eq!(format!("{NAMES:?}"), "LocalKey { .. }");
        })
        .join()
        .unwrap();
    });
}

/// A value whose destructor runs the closure in it.
struct Last(Option<Box<dyn FnOnce()>>);

impl Drop for Last {
    fn drop(&mut self) {
        if let Some(act) = self.0.take() {
            act();
        }
    }
}

thread_local! {
    static LAST: RefCell<Last> = const { RefCell::new(Last(None)) };
    static OTHER: RefCell<Last> = RefCell::new(Last(None));
}

/// Makes the calling thread run this at its end.
fn at_end(act: impl FnOnce() + 'static) {
    LAST.with_borrow_mut(|last| last.0 = Some(Box::new(act)));
}

#[test]
fn destructors_run_before_a_join_returns() {
    ways::holds(|| {
        let x = Arc::new(AtomicU64::new(0));
        let child = thread::spawn({
            let x = Arc::clone(&x);
            move || at_end(move || x.store(1, Relaxed))
        });
        child.join().unwrap();
        assert_eq!(x.load(Relaxed), 1);
    });
}

#[test]
fn what_destructors_do_is_explored() {
    let exploration = ways::explore(|| {
        let x = Arc::new(Mutex::new(0).named("x"));
        let child = thread::spawn({
            let x = Arc::clone(&x);
            move || at_end(move || *x.lock() += 1)
        });
        let early = *x.lock();
        child.join().unwrap();
        (early, *x.lock())
    });
    assert!(exploration.failures().is_empty());
    let outcomes: Vec<_> = exploration.outcomes().keys().copied().collect();
    assert_eq!(outcomes, [(0, 1), (1, 1)]);
    assert_eq!(exploration.executions(), 2);
}

#[test]
fn mains_destructors_are_part_of_the_execution() {
    let exploration = ways::explore(|| {
        let x = Arc::new(AtomicU64::new(0));
        thread::spawn({
            let x = Arc::clone(&x);
            move || x.fetch_add(1, Relaxed)
        });
        at_end({
            let x = Arc::clone(&x);
            move || assert_eq!(x.load(Relaxed), 0)
        });
    });
    let [failure] = exploration.failures() else {
        panic!("{:?}", exploration.failures());
    };
    assert_eq!(failure.kind, FailureKind::Panic);
    assert_eq!(exploration.executions(), 2);
}

/// std's scope waits for the functions of its threads, and joins for the threads.
#[test]
fn the_end_of_a_scope_does_not_wait_for_destructors() {
    let outcomes = |joins: bool| {
        let exploration = Explorer::new().explore(move || {
            let x = Arc::new(AtomicU64::new(0));
            thread::scope(|s| {
                let there = Arc::clone(&x);
                let child = s.spawn(move || at_end(move || there.store(1, Relaxed)));
                if joins {
                    child.join().unwrap();
                }
            });
            x.load(Relaxed)
        });
        assert!(exploration.failures().is_empty() && exploration.complete());
        exploration.outcomes().keys().copied().collect::<Vec<_>>()
    };
    assert_eq!(outcomes(true), [1]);
    assert_eq!(outcomes(false), [0, 1]);
}

#[test]
fn a_scope_whose_threads_have_no_destructors_ends_behind_them() {
    let exploration = ways::explore(|| {
        let x = AtomicU64::new(0);
        thread::scope(|s| {
            s.spawn(|| x.fetch_add(NUMBER.replace(5), Relaxed));
            s.spawn(|| x.fetch_add(NUMBER.get(), Relaxed));
        });
        x.into_inner()
    });
    assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&2]);
    assert_eq!(exploration.executions(), 2);
    let example = &exploration.outcomes()[&2].example;
    let returns = example
        .events
        .iter()
        .filter(|e| e.operation == Operation::Return);
    assert_eq!(returns.count(), 0);
}

#[test]
fn a_deadlock_of_destructors_is_found_and_replays() {
    let program = || {
        let locks = Arc::new((Mutex::new(()).named("a"), Mutex::new(()).named("b")));
        let child = thread::spawn({
            let locks = Arc::clone(&locks);
            move || {
                at_end(move || {
                    let _b = locks.1.lock();
                    let _a = locks.0.lock();
                });
            }
        });
        let a = locks.0.lock();
        let b = locks.1.lock();
        drop((a, b));
        child.join().unwrap();
    };
    ways::fails_in_models(program, FailureKind::Deadlock, "A wait", "deadlock");
    let exploration = Explorer::new().explore(program);
    let example = &exploration.failures()[0].execution;
    let replayed = Explorer::new().replay(&example.schedule, program).unwrap();
    assert_eq!(replayed.failures[0].kind, FailureKind::Deadlock);
    assert!(
        example
            .events
            .iter()
            .any(|e| e.operation == Operation::Return)
    );
}

#[test]
fn a_data_race_of_a_destructor_is_found() {
    let exploration = ways::explore(|| {
        let x = Arc::new(PlainCell::new(0_u64).named("x"));
        let child = thread::spawn({
            let x = Arc::clone(&x);
            move || at_end(move || x.set(1))
        });
        let read = x.get();
        child.join().unwrap();
        read
    });
    assert_eq!(exploration.failures()[0].kind, FailureKind::DataRace);
}

#[test]
fn a_panic_of_a_destructor_is_a_failure_that_says_so() {
    let program = || {
        thread::spawn(|| at_end(|| panic!("too late")));
    };
    ways::fails_in_models(program, FailureKind::Panic, "too late", "too late");
    let exploration = Explorer::new().explore(program);
    let message = &exploration.failures()[0].message;
    let sentence = "too late, in the destructor of a thread-local value, where a panic ends the \
                    whole process (mod.rs:";
    assert!(message.starts_with(sentence), "{message}");
}

#[test]
fn a_destroyed_value_cannot_be_used_and_says_so() {
    ways::holds(|| {
        let found = Arc::new(Mutex::new(Vec::new()));
        let child = thread::spawn({
            let found = Arc::clone(&found);
            move || {
                OTHER.with(|_| {});
                at_end(move || {
                    let late = LAST.try_with(|_| ()).map_err(|error| error.to_string());
                    // The other one was made before, and a number has no destructor.
                    found
                        .lock()
                        .push((late, OTHER.try_with(|_| ()).is_ok(), NUMBER.get()));
                });
            }
        });
        child.join().unwrap();
        let late = Err("already destroyed".to_owned());
        assert_eq!(*found.lock(), [(late, true, 1)]);
    });
    ways::fails_in_models(
        || {
            let child = thread::spawn(|| at_end(|| LAST.with(|_| ())));
            child.join().unwrap();
        },
        FailureKind::Panic,
        "cannot access a Thread Local Storage value during or after destruction: AccessError",
        "during or after destruction",
    );
}

#[test]
fn a_value_whose_initialisation_panics_is_made_by_the_next_use() {
    thread_local! {
        static TRIES: Cell<u64> = const { Cell::new(0) };
        static SECOND: String = {
            TRIES.set(TRIES.get() + 1);
            assert_eq!(TRIES.get(), 2, "not yet");
            "second".to_owned()
        };
    }
    let program = || {
        let child = thread::spawn(|| {
            let first = std::panic::catch_unwind(|| SECOND.with(String::len));
            assert!(first.is_err());
            SECOND.with(String::len)
        });
        assert_eq!(child.join().unwrap(), 6);
    };
    program();
    assert!(ways::explore(program).failures().is_empty());
}

#[test]
fn an_initialisation_may_use_its_own_key_as_in_std() {
    thread_local! {
        static DEEP: Cell<u64> = {
            if NUMBER.replace(0) == 1 {
                DEEP.set(5);
            }
            Cell::new(9)
        };
    }
    ways::holds(|| {
        let child = thread::spawn(|| DEEP.get());
        assert_eq!(child.join().unwrap(), 9);
    });
}

/// A thread's operations after its function are those of its destructors. The same operations at
/// the end of its function have as many executions, with the same outcomes.
#[test]
fn destructors_are_explored_as_the_same_code_at_the_end_of_the_function() {
    /// An operation on one of two atomics; what it reads goes into `seen`.
    fn act(memory: &(AtomicU64, AtomicU64), (what, value): (u32, u64), seen: &StdAtomicI64) {
        let atomic = if what % 2 == 0 { &memory.0 } else { &memory.1 };
        let read = match what / 2 {
            0 => atomic.load(Relaxed),
            1 => atomic.fetch_add(value, Relaxed),
            _ => return atomic.store(value, Relaxed),
        };
        let before = seen.load(StdOrdering::Relaxed);
        seen.store(before * 10 + read.cast_signed(), StdOrdering::Relaxed);
    }
    for seed in 0..200 {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut code = || [0; 2].map(|_| (rng.random_range(0..6), rng.random_range(1..4)));
        let (main, threads) = (code(), [code(), code()]);
        let explore = |behind: bool| {
            let exploration = Explorer::new().explore(move || {
                let memory = Arc::new((AtomicU64::new(0), AtomicU64::new(0)));
                let seen = Arc::new([0; 3].map(StdAtomicI64::new));
                let start = |me: usize| {
                    let (memory, seen) = (Arc::clone(&memory), Arc::clone(&seen));
                    let [first, last] = threads[me];
                    thread::spawn(move || {
                        act(&memory, first, &seen[me]);
                        let end = move || act(&memory, last, &seen[me]);
                        if behind { at_end(end) } else { end() }
                    })
                };
                let children = [start(0), start(1)];
                act(&memory, main[0], &seen[2]);
                act(&memory, main[1], &seen[2]);
                for child in children {
                    child.join().unwrap();
                }
                seen.each_ref().map(|seen| seen.load(StdOrdering::Relaxed))
            });
            assert!(exploration.complete() && exploration.failures().is_empty());
            let outcomes = exploration.outcomes().iter();
            let outcomes: Vec<_> = outcomes.map(|(&o, found)| (o, found.executions)).collect();
            (exploration.executions(), outcomes)
        };
        assert_eq!(explore(true), explore(false), "seed {seed}");
    }
}

#[test]
fn the_real_threads_values_are_no_models() {
    NUMBER.set(40);
    let exploration = ways::explore(|| NUMBER.replace(2));
    assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&1]);
    assert_eq!(NUMBER.get(), 40);
}

#[test]
fn a_loop_that_only_looks_at_its_own_value_ends_at_the_step_limit() {
    let exploration = Explorer::new().explore(|| {
        thread::spawn(|| while NUMBER.get() != 0 {});
    });
    assert!(matches!(
        exploration.stopped_by(),
        Some(StoppedBy::Steps(_))
    ));
}

/// The owner that is dropped last drops the payload, on its own thread.
#[test]
fn a_payload_whose_destructor_uses_a_value_shows_which_drop_is_the_last() {
    struct Shows;
    impl Drop for Shows {
        fn drop(&mut self) {
            NUMBER.set(2);
        }
    }
    let exploration = ways::explore(|| {
        let shows = Arc::new(Shows);
        let child = thread::spawn({
            let shows = Arc::clone(&shows);
            move || {
                drop(shows);
                NUMBER.get()
            }
        });
        drop(shows);
        (NUMBER.get(), child.join().unwrap())
    });
    let outcomes: Vec<_> = exploration.outcomes().keys().copied().collect();
    assert_eq!(outcomes, [(1, 2), (2, 1)]);
}
