//! `RwLock::try_write`: the number of executions, and failures that it must not hide.

use std::collections::BTreeMap;
use std::fmt::Debug;

use racelab::explore::{Explorer, FailureKind, Operation};
use racelab::sync::atomic::{AtomicU64, Ordering};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, RwLock, Semaphore, hint, thread};

use crate::explored::explore;

/// The outcomes, each with its number of executions; asserts that nothing failed.
fn outcomes<O: Ord + Clone + Debug + Send + 'static>(
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) -> BTreeMap<O, u64> {
    let found = explore(program);
    assert!(found.failures().is_empty(), "{:?}", found.failures());
    let outcomes = found.outcomes().iter();
    outcomes.map(|(o, of)| (o.clone(), of.executions)).collect()
}

/// The kinds of failures, each once.
fn failures<O: Ord + Clone + Debug + Send + 'static>(
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) -> Vec<FailureKind> {
    let found = Explorer::new().explore(program);
    assert!(found.complete(), "{:?}", found.stopped_by());
    let mut kinds: Vec<_> = found.failures().iter().map(|f| f.kind).collect();
    kinds.dedup();
    kinds
}

/// The result of main's `try_write`, while `readers` threads read.
fn try_among_readers(readers: usize) -> bool {
    let lock = Arc::new(RwLock::new(0));
    let children: Vec<_> = (0..readers)
        .map(|_| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || *lock.read())
        })
        .collect();
    let writes = lock.try_write().is_some();
    children
        .into_iter()
        .for_each(|child| _ = child.join().unwrap());
    writes
}

/// By hand, for one reader: the `try_write` comes before the reader, which requests the lock
/// before or after the release; or between the reader's two events; or after both.
///
/// For two readers: their four events have 6 orders, and the `try_write` fails at 16 places in
/// these. It succeeds before all of them, followed by 16 orders of requests, its release and the
/// rest. It succeeds after one reader, with the other request before or after its release, in 4
/// orders, and after all events in 6.
#[test]
fn try_write_comes_at_each_place_among_readers() {
    let counts = |readers| outcomes(move || try_among_readers(readers));
    assert_eq!(counts(0), BTreeMap::from([(true, 1)]));
    assert_eq!(counts(1), BTreeMap::from([(false, 1), (true, 3)]));
    assert_eq!(counts(2), BTreeMap::from([(false, 16), (true, 26)]));
}

/// Two attempts, one after the other, or one while the other thread writes.
#[test]
fn of_two_attempts_one_may_fail() {
    let found = outcomes(|| {
        let lock = Arc::new(RwLock::new(0));
        let theirs = Arc::clone(&lock);
        let child = thread::spawn(move || theirs.try_write().map(|mut data| *data += 1));
        let mine = lock.try_write().map(|mut data| *data += 1);
        let both = [mine, child.join().unwrap()].map(|made| made.is_some());
        (both, *lock.read())
    });
    let expected = [
        (([false, true], 1), 1),
        (([true, false], 1), 1),
        (([true, true], 2), 2),
    ];
    assert_eq!(found, BTreeMap::from(expected));
}

/// A try_write fails for readers that hold the lock and for writers that only wait; a try_read
/// fails for writers that hold the lock or wait.
#[test]
fn waiting_threads_make_attempts_fail() {
    let found = outcomes(|| {
        let lock = Arc::new(RwLock::new(0));
        let theirs = Arc::clone(&lock);
        let reads = lock.read();
        let child = thread::spawn(move || *theirs.write() = 1);
        let tries = (lock.try_write().is_some(), lock.try_read().is_some());
        drop(reads);
        child.join().unwrap();
        tries
    });
    // Under the read lock a `try_write` always fails. The writer's request comes before either of
    // the two attempts or after them, and before or after the release.
    assert!(
        found.keys().eq(&[(false, false), (false, true)]),
        "{found:?}"
    );
}

/// The explorer treats other locks as without a `try_write`: n readers of one have one execution.
#[test]
fn locks_of_other_lines_get_no_order() {
    let program = |tries: bool| {
        move || {
            let tried = RwLock::new(());
            let lock = Arc::new(RwLock::new(()));
            if tries {
                drop(tried.try_write());
            }
            let children = [(); 3].map(|()| {
                let lock = Arc::clone(&lock);
                thread::spawn(move || drop(lock.read()))
            });
            children.into_iter().for_each(|child| child.join().unwrap());
        }
    };
    assert_eq!(explore(program(false)).executions(), 1);
    assert_eq!(explore(program(true)).executions(), 1);
}

/// A failed attempt synchronizes with nothing. Every earlier critical section happens before a
/// successful one.
#[test]
fn a_failed_try_write_synchronizes_with_nothing() {
    let program = |reads_behind: bool, writes: bool| {
        move || {
            let shared = Arc::new((RwLock::new(()), PlainCell::new(0)));
            let theirs = Arc::clone(&shared);
            let child = thread::spawn(move || {
                let (reading, writing) = match writes {
                    true => (None, Some(theirs.0.write())),
                    false => (Some(theirs.0.read()), None),
                };
                theirs.1.set(1);
                drop((reading, writing));
            });
            let guard = shared.0.try_write();
            let seen = (guard.is_some() != reads_behind).then(|| shared.1.get());
            drop(guard);
            child.join().unwrap();
            seen
        }
    };
    for writes in [false, true] {
        // If the attempt fails, the critical section of the other thread has not ended.
        assert_eq!(failures(program(true, writes)), [FailureKind::DataRace]);
        assert_eq!(failures(program(false, writes)), []);
        let seen = outcomes(program(false, writes));
        assert!(seen.keys().eq(&[None, Some(0), Some(1)]), "{seen:?}");
    }
}

/// Two readers do not synchronize with each other, although their requests have an order.
#[test]
fn readers_still_do_not_synchronize_with_each_other() {
    let program = || {
        let shared = Arc::new((RwLock::new(()), PlainCell::new(0)));
        drop(shared.0.try_write());
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            let _guard = theirs.0.read();
            theirs.1.set(1);
        });
        {
            let _guard = shared.0.read();
            shared.1.get();
        }
        child.join().unwrap();
    };
    assert_eq!(failures(program), [FailureKind::DataRace]);
}

/// A thread cannot upgrade a read lock to a write lock: the attempt fails for ever, whether the
/// loop keeps the lock or acquires it again. So does any attempt on a lock that its own thread
/// holds.
#[test]
fn an_upgrade_by_attempts_is_a_livelock() {
    let keeps = || {
        let lock = RwLock::new(0);
        let _reads = lock.read();
        while lock.try_write().is_none() {}
    };
    let takes = || {
        let lock = RwLock::new(0);
        loop {
            let _reads = lock.read();
            if lock.try_write().is_some() {
                break;
            }
        }
    };
    assert_eq!(failures(keeps), [FailureKind::Livelock]);
    assert_eq!(failures(takes), [FailureKind::Livelock]);
    let mutex = || {
        let mutex = Mutex::new(0);
        loop {
            let _held = mutex.lock();
            if mutex.try_lock().is_some() {
                break;
            }
        }
    };
    let reads = || {
        let lock = RwLock::new(0);
        loop {
            let _writes = lock.write();
            if lock.try_read().is_some() {
                break;
            }
        }
    };
    assert_eq!(failures(mutex), [FailureKind::Livelock]);
    assert_eq!(failures(reads), [FailureKind::Livelock]);
}

/// Two threads read, and each tries to write as long as the other one reads.
#[test]
fn two_upgrades_wait_for_each_other() {
    let program = || {
        let lock = Arc::new(RwLock::new(0));
        let upgrade = |lock: &RwLock<u64>| {
            let reads = lock.read();
            drop(reads);
            loop {
                if let Some(mut data) = lock.try_write() {
                    *data += 1;
                    break;
                }
                hint::spin_loop();
            }
        };
        let theirs = Arc::clone(&lock);
        let child = thread::spawn(move || upgrade(&theirs));
        upgrade(&lock);
        child.join().unwrap();
        *lock.read()
    };
    let found = Explorer::new().explore(program);
    assert!(found.complete() && found.failures().is_empty());
    assert!(found.outcomes().keys().eq(&[2]));
}

/// A loop of attempts is a wait: a spin lock made of try_write, for n threads.
#[test]
fn a_loop_of_attempts_waits() {
    for (threads, orders) in [(2, 2), (3, 6)] {
        let found = Explorer::new().explore(move || {
            let lock = Arc::new(RwLock::new(0));
            let children: Vec<_> = (0..threads)
                .map(|_| {
                    let lock = Arc::clone(&lock);
                    thread::spawn(move || {
                        loop {
                            if let Some(mut count) = lock.try_write() {
                                *count += 1;
                                break;
                            }
                        }
                    })
                })
                .collect();
            children.into_iter().for_each(|child| child.join().unwrap());
            *lock.read()
        });
        assert!(found.complete() && found.failures().is_empty());
        let outcomes = found.outcomes().iter();
        let outcomes: Vec<_> = outcomes.map(|(o, of)| (*o, of.executions)).collect();
        assert_eq!(outcomes, [(threads, orders)]);
    }
}

/// No thread releases the lock, so the thread that tries again and again waits for ever.
#[test]
fn a_loop_of_attempts_on_a_lock_held_for_ever_is_a_livelock() {
    let program = |writes: bool| {
        move || {
            let lock = RwLock::new(0);
            let (reads, written) = match writes {
                true => (None, Some(lock.write())),
                false => (Some(lock.read()), None),
            };
            thread::scope(|s| {
                s.spawn(|| while lock.try_write().is_none() {});
            });
            drop((reads, written));
        }
    };
    assert_eq!(failures(program(true)), [FailureKind::Livelock]);
    assert_eq!(failures(program(false)), [FailureKind::Livelock]);
}

/// An attempt in another thread sees a round that holds the lock, and fails only for that reason.
#[test]
fn an_attempt_may_fail_because_of_a_round_of_a_loop() {
    let program = || {
        let shared = Arc::new((RwLock::new(false), RwLock::new(())));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || while !*theirs.0.read() {});
        let free = shared.0.try_write().is_some();
        *shared.0.write() = true;
        child.join().unwrap();
        free
    };
    let found = Explorer::new().explore(program);
    assert!(found.complete() && found.failures().is_empty());
    assert!(found.outcomes().keys().eq(&[false, true]));
}

/// The same, if a third thread has acquired and released the lock for reading after the round.
#[test]
fn an_attempt_may_fail_because_of_a_round_that_it_does_not_read_from() {
    let program = || {
        let lock = Arc::new((RwLock::new(0), AtomicU64::new(0)));
        let (a, b) = (Arc::clone(&lock), Arc::clone(&lock));
        let spins = thread::spawn(move || while *a.0.read() == 0 {});
        let reads = thread::spawn(move || {
            drop(b.0.read());
            b.1.store(1, Ordering::Release);
        });
        let read = lock.1.load(Ordering::Acquire) == 1;
        let free = lock.0.try_write().is_some();
        *lock.0.write() = 1;
        spins.join().unwrap();
        reads.join().unwrap();
        (read, free)
    };
    let found = Explorer::new().explore(program);
    assert!(found.complete() && found.failures().is_empty());
    let all = [(false, false), (false, true), (true, false), (true, true)];
    assert!(
        found.outcomes().keys().eq(&all),
        "{:?}",
        found.outcomes().keys()
    );
}

/// The flag says that the lock is free, but it is relaxed and orders nothing: no interleaving
/// explains the `try_write` that finds the lock held. The example replays.
#[test]
fn try_write_may_find_a_lock_held_that_a_relaxed_flag_calls_free() {
    for writes in [false, true] {
        let program = move || {
            let shared = Arc::new((RwLock::new(0), AtomicU64::new(0)));
            let theirs = Arc::clone(&shared);
            let child = thread::spawn(move || {
                match writes {
                    true => *theirs.0.write() += 1,
                    false => drop(theirs.0.read()),
                }
                theirs.1.store(1, Ordering::Relaxed);
            });
            let free = shared.1.load(Ordering::Relaxed) == 1;
            let tried = free.then(|| shared.0.try_write().is_some());
            child.join().unwrap();
            tried
        };
        let found = Explorer::new().explore(program);
        assert!(found.complete() && found.failures().is_empty());
        let all = [None, Some(false), Some(true)];
        assert!(found.outcomes().keys().eq(&all));
        for (outcome, of) in found.outcomes() {
            let replay = Explorer::new().replay(&of.example.schedule, program);
            assert_eq!(replay.expect("it fits").outcome.as_ref(), Some(outcome));
        }
        assert!(!found.outcomes()[&Some(false)].example.interleaved);
        let ordered = Explorer::new().memory_model(racelab::explore::MemoryModel::Sc);
        assert!(
            ordered
                .explore(program)
                .outcomes()
                .keys()
                .eq(&[None, Some(true)])
        );
    }
}

/// Both threads hold a lock and try the other one. The program has no deadlock, and the explorer
/// reports none.
#[test]
fn attempts_in_two_orders_do_not_deadlock() {
    let program = |waits: bool| {
        move || {
            let locks = Arc::new((RwLock::new(()), RwLock::new(())));
            let theirs = Arc::clone(&locks);
            let child = thread::spawn(move || {
                let _first = theirs.1.write();
                let second = match waits {
                    true => Some(theirs.0.write()),
                    false => theirs.0.try_write(),
                };
                second.is_some()
            });
            let first = locks.0.write();
            let mine = locks.1.try_write().is_some();
            drop(first);
            (mine, child.join().unwrap())
        }
    };
    let tried = outcomes(program(false));
    let all = [(false, false), (false, true), (true, false), (true, true)];
    assert!(tried.keys().eq(&all), "{tried:?}");
    let waited = outcomes(program(true));
    assert!(
        waited.keys().eq(&[(false, true), (true, true)]),
        "{waited:?}"
    );
    // With a blocking lock on both sides the program has one.
    let both = || {
        let locks = Arc::new((RwLock::new(()), RwLock::new(())));
        drop(locks.0.try_write());
        let theirs = Arc::clone(&locks);
        let child = thread::spawn(move || {
            let _first = theirs.1.write();
            drop(theirs.0.read());
        });
        let _first = locks.0.write();
        drop(locks.1.read());
        child.join().unwrap();
    };
    assert_eq!(failures(both), [FailureKind::Deadlock]);
}

/// A reader waits for a writer that waits for it, between two reads of one thread. The explorer
/// finds the deadlock as it does without an order.
#[test]
fn reading_twice_still_deadlocks_with_a_writer_in_between() {
    let found = Explorer::new().explore(|| {
        let lock = Arc::new(RwLock::new(0).named("rates"));
        drop(lock.try_write());
        let theirs = Arc::clone(&lock);
        let child = thread::spawn(move || *theirs.write() = 1);
        let outer = lock.read();
        let inner = lock.read();
        drop((inner, outer));
        child.join().unwrap();
    });
    let [failure] = found.failures() else {
        panic!("{:?}", found.failures());
    };
    assert_eq!(failure.kind, FailureKind::Deadlock);
    let expected = "M waits to read rates, held by itself; A waits to write rates, held by M";
    assert_eq!(failure.message, expected);
}

/// The lanes do not show a request that is granted at once as a wait, even if its thread waits
/// next. And a `try_write` has its own name.
#[test]
fn a_granted_request_is_shown_as_an_acquire() {
    let found = explore(|| {
        let objects = Arc::new((RwLock::new(()), Semaphore::new(2)));
        assert!(objects.0.try_write().is_some());
        objects.1.try_acquire().unwrap().forget();
        let theirs = Arc::clone(&objects);
        let child = thread::spawn(move || theirs.1.release(1));
        // Main waits for the child next.
        objects.1.acquire().forget();
        let guard = objects.0.write();
        child.join().unwrap();
        drop(guard);
    });
    let (_, of) = found.outcomes().iter().next().expect("there is one");
    let events = &of.example.events;
    let is_told = |wanted: Operation| events.iter().any(|event| event.operation == wanted);
    assert!(is_told(Operation::TryWrite(true)));
    assert!(is_told(Operation::Lock) && is_told(Operation::Acquire));
    assert!(!is_told(Operation::Ask));
}

/// The lock of a static is free at the start of each execution.
#[test]
fn a_static_is_free_in_each_execution() {
    static DATA: RwLock<u64> = RwLock::const_new(0);
    let found = outcomes(|| {
        let child = thread::spawn(|| DATA.try_write().map(|mut data| *data += 1).is_some());
        let seen = *DATA.read();
        (child.join().unwrap(), seen)
    });
    let expected = [(false, 0), (true, 0), (true, 1)];
    assert!(found.keys().eq(&expected), "{found:?}");
    assert_eq!(*DATA.read(), 0);
}

/// The last states of the graph have the outcomes of the exploration, and the states between show
/// the owners of the lock.
#[test]
fn the_state_graph_shows_the_readers_and_the_writer() {
    let graph = Explorer::new().state_graph(10_000, || try_among_readers(2));
    assert!(graph.complete, "{:?}", graph.stopped_by);
    let mut ends: Vec<_> = graph
        .nodes
        .iter()
        .filter_map(|n| n.outcome.clone())
        .collect();
    ends.sort();
    ends.dedup();
    assert_eq!(ends, ["false", "true"]);
    let holders = graph.nodes.iter().flat_map(|node| &node.locks);
    assert!(holders.clone().any(|lock| lock.read_by == ['A', 'B']));
    assert!(holders.clone().any(|lock| lock.held_by == Some('M')));
}
