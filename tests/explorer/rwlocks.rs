//! Reader-writer locks: the number of executions, and failures.

use racelab::explore::{Explorer, FailureKind, MemoryModel};
use racelab::sync::atomic::{AtomicU64, Ordering};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, RwLock, thread};

use crate::explored::{assert_each_once, explore};

/// The deadlocks of a program, in words; asserts that each replays.
fn deadlocks(program: impl Fn() + Clone + Send + Sync + 'static) -> Vec<String> {
    let exploration = explore(program.clone());
    let failures = exploration.failures().iter();
    let mut messages: Vec<String> = failures
        .map(|failure| {
            assert_eq!(failure.kind, FailureKind::Deadlock, "{}", failure.message);
            let schedule = &failure.execution.schedule;
            let replay = Explorer::new().replay(schedule, program.clone());
            let again = replay.expect("the schedule fits its program");
            let again: Vec<&String> = again.failures.iter().map(|f| &f.message).collect();
            assert_eq!(again, [&failure.message], "{schedule}");
            failure.message.clone()
        })
        .collect();
    messages.sort();
    messages
}

/// Runs a thread for each role: a writer adds 1, the others read. Returns the values that the
/// readers saw, and the final value.
fn share(roles: Vec<bool>) -> (Vec<u64>, u64) {
    let lock = Arc::new(RwLock::new(0));
    let visit = |writes: bool| {
        let lock = Arc::clone(&lock);
        thread::spawn(move || match writes {
            true => {
                *lock.write() += 1;
                None
            }
            false => Some(*lock.read()),
        })
    };
    let children: Vec<_> = roles.into_iter().map(visit).collect();
    let seen = children
        .into_iter()
        .filter_map(|child| child.join().unwrap());
    let seen = seen.collect();
    (seen, *lock.read())
}

/// w writers have w! orders, and each reader has w + 1 places before, between and after them. The
/// order of the readers makes no executions, whichever has the lower number.
#[test]
fn readers_are_independent_of_each_other() {
    for threads in 2..=5 {
        for which in 0..1_u32 << threads {
            let writers = u64::from(which.count_ones());
            let readers = threads - which.count_ones();
            let roles: Vec<bool> = (0..threads).map(|t| which & (1 << t) != 0).collect();
            let name = format!("{roles:?}");
            let exploration = explore(move || share(roles.clone()));
            assert!(exploration.failures().is_empty());
            let orders: u64 = (1..=writers).product();
            let places = (writers + 1).pow(readers);
            assert_eq!(exploration.executions(), orders * places, "{name}");
            assert_eq!(exploration.outcomes().len() as u64, places, "{name}");
            let last = |(_, last): &(Vec<u64>, u64)| *last == writers;
            assert!(exploration.outcomes().keys().all(last), "{name}");
        }
    }
}

/// The operations of a thread on the objects that four threads share, by the number of its role.
type Role = fn(&RwLock<u64>, &[AtomicU64; 2], usize) -> u64;

/// Asserts that the executions of four threads, spawned in any order of their roles, cover all
/// interleavings: each execution occurs once, and in total they have as many interleavings as the
/// states, whose search shares no code with the graphs.
fn explores_every_interleaving_of(role: Role) {
    let all = (0..256).map(|n| [n / 64, n / 16 % 4, n / 4 % 4, n % 4]);
    for order in all.filter(|order| (0..4).all(|role| order.contains(&role))) {
        let program = move || {
            let shared = Arc::new((RwLock::new(0), [AtomicU64::new(0), AtomicU64::new(0)]));
            let children = order.map(|number| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || role(&shared.0, &shared.1, number))
            });
            children.map(|child| child.join().unwrap())
        };
        let explorer = Explorer::new().memory_model(MemoryModel::Sc);
        let explorer = explorer.count_interleavings(true).record_graphs(true);
        let found = explorer.explore(program);
        assert_each_once(&found, &order);
        let states = explorer.state_graph(100_000, program);
        assert!(states.complete, "{order:?}");
        assert_eq!(found.interleavings(), states.paths(), "{order:?}");
    }
}

/// A writer holds its lock, and then a reader overtakes it by a revisit. If a thread that looked
/// before the writer held the lock reads the reader's write, the writer did not hold the lock at
/// that time.
#[test]
fn a_writer_that_waits_again_is_like_one_that_never_held_the_lock() {
    explores_every_interleaving_of(|lock, flags, role| match role {
        0 => {
            *lock.write() += 1;
            0
        }
        1 => 10 * flags[0].load(Ordering::SeqCst) + flags[1].load(Ordering::SeqCst),
        2 => {
            let seen = *lock.read();
            flags[0].store(1, Ordering::SeqCst);
            seen
        }
        _ => {
            flags[1].store(1, Ordering::SeqCst);
            *lock.read()
        }
    });
}

/// One reader overtakes twice, the first time without waiting; another thread stores
/// while it holds the lock.
#[test]
fn a_reader_may_overtake_a_writer_more_than_once() {
    explores_every_interleaving_of(|lock, flags, role| match role {
        0 => {
            *lock.write() += 1;
            0
        }
        1 => flags[0].load(Ordering::SeqCst),
        2 => {
            let first = lock.try_read().map_or(9, |seen| *seen);
            10 * first + *lock.read()
        }
        _ => {
            let seen = lock.read();
            flags[0].store(1, Ordering::SeqCst);
            *seen
        }
    });
}

/// The release of the writer that a failed `try_read` found revisits the `try_read`, which then is
/// a reader before the next writer. Another reader may stand there, too.
#[test]
fn a_try_read_and_a_reader_may_come_between_two_writers() {
    explores_every_interleaving_of(|lock, _, role| match role {
        0 | 1 => {
            *lock.write() += 1;
            0
        }
        2 => lock.try_read().map_or(9, |seen| *seen),
        _ => *lock.read(),
    });
}

/// A reader sees the writes of the writer before it, and a writer those of the reader before it.
/// So their writes outside of the lock make no data race.
#[test]
fn later_threads_see_earlier_sections() {
    let exploration = explore(|| {
        let shared = Arc::new((RwLock::new(0), PlainCell::new(0), PlainCell::new(0)));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            let turn = theirs.0.read();
            // Only this thread reaches this line, and only if main has not written.
            if *turn == 0 {
                theirs.1.set(1);
            }
            (*turn > 0).then(|| theirs.2.get())
        });
        let mut turn = shared.0.write();
        shared.2.set(2);
        *turn = 1;
        let before = shared.1.get();
        drop(turn);
        (child.join().unwrap(), before)
    });
    assert!(exploration.failures().is_empty());
    let outcomes: Vec<_> = exploration.outcomes().keys().copied().collect();
    assert_eq!(outcomes, [(None, 1), (Some(2), 0)]);
}

/// Two readers hold the lock at the same time, and the lock does not order their accesses.
#[test]
fn writing_under_a_read_lock_is_a_data_race() {
    let exploration = Explorer::new().explore(|| {
        let shared = Arc::new((RwLock::new(()), PlainCell::new(0)));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            let _guard = theirs.0.read();
            theirs.1.set(theirs.1.get() + 1);
        });
        {
            let _guard = shared.0.read();
            shared.1.set(shared.1.get() + 1);
        }
        child.join().unwrap();
        shared.1.get()
    });
    assert!(
        exploration.outcomes().keys().eq(&[1, 2]),
        "an update is lost"
    );
    let mut failures = exploration.failures().iter();
    assert!(failures.any(|failure| failure.kind == FailureKind::DataRace));
}

/// A read under a read lock and a write under a write lock are two critical sections: an update
/// may be lost although every access is under the lock.
#[test]
fn an_update_in_two_sections_is_lost() {
    let exploration = explore(|| {
        let lock = Arc::new(RwLock::new(0));
        let add = |lock: &RwLock<u64>| {
            let old = *lock.read();
            *lock.write() = old + 1;
        };
        let theirs = Arc::clone(&lock);
        let child = thread::spawn(move || add(&theirs));
        add(&lock);
        child.join().unwrap();
        *lock.read()
    });
    assert!(exploration.failures().is_empty());
    assert!(exploration.outcomes().keys().eq(&[1, 2]));
    // As for an atomic's load and store: 4 executions.
    assert_eq!(exploration.executions(), 4);
    for (outcome, of) in exploration.outcomes() {
        assert!(of.example.interleaved && of.example.fewest, "{outcome}");
    }
}

/// A reader waits behind a writer that waits for it: between two reads of one thread.
#[test]
fn reading_twice_deadlocks_with_a_writer_in_between() {
    let found = deadlocks(|| {
        let lock = Arc::new(RwLock::new(0).named("rates"));
        let theirs = Arc::clone(&lock);
        let child = thread::spawn(move || *theirs.write() = 1);
        let outer = lock.read();
        let inner = lock.read();
        assert_eq!(*outer, *inner);
        drop((inner, outer));
        child.join().unwrap();
    });
    let expected = "M waits to read rates behind A, which waits to write; \
                    A waits to write rates, held by M";
    assert_eq!(found, [expected]);
}

/// Both threads hold the lock for reading and wait for the other's release, in order to write.
#[test]
fn two_readers_that_want_to_write_wait_for_each_other() {
    let found = deadlocks(|| {
        let lock = Arc::new(RwLock::new(0).named("x"));
        let upgrade = |lock: &RwLock<u64>| {
            let reading = lock.read();
            *lock.write() = 1;
            drop(reading);
        };
        let theirs = Arc::clone(&lock);
        thread::spawn(move || upgrade(&theirs));
        upgrade(&lock);
    });
    // If both read, the first thread to request the lock for writing waits for the readers, and
    // the other thread waits for it. If one reads, the other waits for that thread's request to
    // write, and that thread waits for itself.
    let expected = [
        "M waits to read x behind A, which waits to write; A waits to write x, held by itself",
        "M waits to write x behind A, which waits to write; A waits to write x, held by M and itself",
        "M waits to write x, held by itself and A; A waits to write x behind M, which waits to write",
        "M waits to write x, held by itself; A waits to read x behind M, which waits to write",
    ];
    assert_eq!(found, expected);
}

/// Two locks nested in two orders: a deadlock if both holds exclude, and none if the threads only
/// read one of the locks.
#[test]
fn locks_in_two_orders_deadlock_if_both_exclude() {
    let program = |writes: bool| {
        move || {
            let locks = Arc::new([RwLock::new(0).named("a"), RwLock::new(0).named("b")]);
            let theirs = Arc::clone(&locks);
            thread::spawn(move || {
                let _first = theirs[0].write();
                let _second = theirs[1].read();
            });
            let lock_a = || drop(locks[0].read());
            match writes {
                true => {
                    let _first = locks[1].write();
                    lock_a();
                }
                false => {
                    let _first = locks[1].read();
                    lock_a();
                }
            }
        }
    };
    assert!(deadlocks(program(false)).is_empty());
    let expected = "M waits to read a, held by A; A waits to read b, held by M";
    assert_eq!(deadlocks(program(true)), [expected]);
}

/// A `try_read` succeeds if the lock is free. It fails if a writer holds the lock or has requested
/// it. Each case comes before and after a writer.
#[test]
fn try_read_fails_while_a_writer_holds_the_lock_or_waits() {
    let exploration = explore(|| {
        let lock = Arc::new(RwLock::new(0));
        let theirs = Arc::clone(&lock);
        let child = thread::spawn(move || *theirs.write() = 1);
        let seen = lock.try_read().map(|guard| *guard);
        child.join().unwrap();
        seen
    });
    assert!(exploration.failures().is_empty());
    let outcomes = exploration.outcomes().iter();
    let outcomes: Vec<_> = outcomes.map(|(o, of)| (*o, of.executions)).collect();
    assert_eq!(outcomes, [(None, 1), (Some(0), 1), (Some(1), 1)]);
}

/// Store buffering is possible around a lock that two threads only read, and impossible if both
/// accesses are in critical sections of writers.
#[test]
fn readers_do_not_order_each_other() {
    let program = |writes: bool| {
        move || {
            let shared = Arc::new((RwLock::new(()), [AtomicU64::new(0), AtomicU64::new(0)]));
            let run = move |shared: &(RwLock<()>, [AtomicU64; 2]), me: usize| {
                shared.1[me].store(1, Ordering::Relaxed);
                match writes {
                    true => drop(shared.0.write()),
                    false => drop(shared.0.read()),
                }
                shared.1[1 - me].load(Ordering::Relaxed)
            };
            let theirs = Arc::clone(&shared);
            let child = thread::spawn(move || run(&theirs, 1));
            (run(&shared, 0), child.join().unwrap())
        }
    };
    let weak = Explorer::new().explore(program(false));
    assert!(weak.outcomes().contains_key(&(0, 0)));
    let ordered = Explorer::new().explore(program(true));
    assert!(!ordered.outcomes().contains_key(&(0, 0)));
    assert!(ordered.complete() && weak.complete());
}

/// The flag says that the lock is free, but it is relaxed and orders nothing: no interleaving
/// explains the `try_read` that finds the lock held.
#[test]
fn try_read_may_find_a_lock_held_that_a_relaxed_flag_calls_free() {
    let program = || {
        let shared = Arc::new((RwLock::new(0), AtomicU64::new(0)));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            *theirs.0.write() += 1;
            theirs.1.store(1, Ordering::Relaxed);
        });
        let free = shared.1.load(Ordering::Relaxed) == 1;
        let seen = free.then(|| shared.0.try_read().map(|value| *value));
        child.join().unwrap();
        seen
    };
    let exploration = Explorer::new().explore(program);
    assert!(exploration.complete() && exploration.failures().is_empty());
    assert_eq!(exploration.executions(), 3);
    let outcomes = [None, Some(None), Some(Some(1))];
    assert!(exploration.outcomes().keys().eq(&outcomes));
    for (outcome, of) in exploration.outcomes() {
        let replay = Explorer::new().replay(&of.example.schedule, program);
        assert_eq!(replay.expect("it fits").outcome.as_ref(), Some(outcome));
    }
}
