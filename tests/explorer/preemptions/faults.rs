//! Thirty programs that are too big to explore, each with a fault that needs a known number of
//! preemptions.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use racelab::explore::Explorer;
use racelab::sync::atomic::{AtomicBool, AtomicU64};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Condvar, Mutex, OnceLock, RwLock, Semaphore, mpsc, thread};

use crate::thorough::every;

/// Additional steps of a thread that only make the program big. (They are relaxed;
/// otherwise they would order the threads' other steps.)
type Part = Box<dyn FnOnce() + Send>;

/// The number of such steps of a thread before its part, and after it.
const STEPS: u64 = 3;

/// Runs each part in its own thread, with one more thread.
fn run(parts: impl IntoIterator<Item = Part>) {
    let many = Arc::new(AtomicU64::new(0));
    let steps = |many: &AtomicU64| (0..STEPS).for_each(|_| _ = many.fetch_add(1, Relaxed));
    let last: Part = Box::new(|| ());
    let threads: Vec<_> = parts
        .into_iter()
        .chain([last])
        .map(|part| {
            let many = many.clone();
            thread::spawn(move || {
                steps(&many);
                part();
                steps(&many);
            })
        })
        .collect();
    assert!(threads.len() == 3, "as many as the number of orders is of");
    for thread in threads {
        thread.join().unwrap();
    }
}

/// The number of orders of the steps of three threads that all add to one atomic. A program has at
/// least this many executions.
fn orders() -> u64 {
    let choose = |n: u64, k: u64| (1..=k).fold(1, |ways, i| ways * (n - k + i) / i);
    choose(6 * STEPS, 2 * STEPS) * choose(4 * STEPS, 2 * STEPS)
}

/// Two parts that share something.
fn sharing<T: Send + Sync + 'static>(
    shared: T,
    a: impl FnOnce(&T) + Send + 'static,
    b: impl FnOnce(&T) + Send + 'static,
) -> Arc<T> {
    let shared = Arc::new(shared);
    let (first, second) = (shared.clone(), shared.clone());
    run([
        Box::new(move || a(&first)) as Part,
        Box::new(move || b(&second)),
    ]);
    shared
}

/// The same part twice.
fn both<T: Send + Sync + 'static>(shared: T, part: fn(&T)) -> Arc<T> {
    sharing(shared, part, part)
}

type Fault = (&'static str, fn());

#[test]
fn without_a_preemption() {
    let faults: [Fault; 7] = [
        ("a flag that is expected", || {
            let b = |flag: &AtomicBool| assert!(flag.load(SeqCst));
            sharing(AtomicBool::new(false), |flag| flag.store(true, SeqCst), b);
        }),
        ("a notification in front of the wait", || {
            let shared = (Mutex::new(()), Condvar::new());
            sharing(
                shared,
                |(_, changed)| _ = changed.notify_one(),
                |(lock, changed)| changed.wait(&mut lock.lock()),
            );
        }),
        ("plain memory", || {
            both(PlainCell::new(0), |cell| cell.set(cell.get() + 1));
        }),
        ("a message that is expected", || {
            let (sender, receiver) = mpsc::channel();
            run([
                Box::new(move || sender.send(1).unwrap()) as Part,
                Box::new(move || assert_eq!(receiver.try_recv(), Ok(1))),
            ]);
        }),
        ("a permit too few", || {
            both(Semaphore::new(1), |permits| permits.acquire().forget());
        }),
        ("a OnceLock that is read too early", || {
            let b = |once: &OnceLock<u64>| assert!(once.get().is_some());
            sharing(OnceLock::new(), |once| once.set(1).unwrap(), b);
        }),
        ("a reader in front of the writer", || {
            let b = |lock: &RwLock<u64>| assert_eq!(*lock.read(), 1);
            sharing(RwLock::new(0), |lock| *lock.write() = 1, b);
        }),
    ];
    faults.into_iter().for_each(|fault| shows_with(0, fault));
}

#[test]
fn with_one_preemption() {
    let faults: [Fault; 9] = [
        ("a load and a store", || {
            let x = both(AtomicU64::new(0), |x| x.store(x.load(SeqCst) + 1, SeqCst));
            assert_eq!(x.load(SeqCst), 2);
        }),
        ("two locks in two orders", || {
            let locks = (Mutex::new(()), Mutex::new(()));
            let a = |(first, second): &(Mutex<()>, Mutex<()>)| {
                let _first = first.lock();
                let _second = second.lock();
            };
            let b = |(first, second): &(Mutex<()>, Mutex<()>)| {
                let _second = second.lock();
                let _first = first.lock();
            };
            sharing(locks, a, b);
        }),
        ("a lock for the look, another for the act", || {
            both(Mutex::new(1_u64), |stock| {
                let there = *stock.lock() > 0;
                if there {
                    let mut stock = stock.lock();
                    *stock = stock.checked_sub(1).expect("it was there");
                }
            });
        }),
        ("a try_lock that is expected to succeed", || {
            both(Mutex::new(0), |count| *count.try_lock().unwrap() += 1);
        }),
        ("a flag in front of what it tells of", || {
            let shared = (AtomicBool::new(false), AtomicU64::new(0));
            let a = |(ready, data): &(AtomicBool, AtomicU64)| {
                ready.store(true, SeqCst);
                data.store(1, SeqCst);
            };
            let b = |(ready, data): &(AtomicBool, AtomicU64)| {
                assert!(!ready.load(SeqCst) || data.load(SeqCst) == 1);
            };
            sharing(shared, a, b);
        }),
        ("a look without the lock of the wait", || {
            let shared = (AtomicBool::new(false), Mutex::new(()), Condvar::new());
            sharing(
                shared,
                |(ready, _, changed)| {
                    ready.store(true, SeqCst);
                    changed.notify_one();
                },
                |(ready, lock, changed)| {
                    if !ready.load(SeqCst) {
                        changed.wait(&mut lock.lock());
                    }
                },
            );
        }),
        ("a read lock for the look, a write lock for the act", || {
            let count = both(RwLock::new(0), |count| {
                let seen = *count.read();
                *count.write() = seen + 1;
            });
            assert_eq!(*count.read(), 2);
        }),
        ("a compare_exchange that is not tried again", || {
            let x = both(AtomicU64::new(0), |x| {
                let seen = x.load(SeqCst);
                let _ = x.compare_exchange(seen, seen + 1, SeqCst, SeqCst);
            });
            assert_eq!(x.load(SeqCst), 2);
        }),
        ("a permit for the look, another for the act", || {
            let shared = (Semaphore::new(1), AtomicU64::new(0));
            let shared = both(shared, |(permits, count)| {
                let seen = {
                    let _permit = permits.acquire();
                    count.load(SeqCst)
                };
                let _permit = permits.acquire();
                count.store(seen + 1, SeqCst);
            });
            assert_eq!(shared.1.load(SeqCst), 2);
        }),
    ];
    faults.into_iter().for_each(|fault| shows_with(1, fault));
}

/// Thread A is preempted between two of its steps by thread B, which is preempted in turn: B sees
/// first A's first step, and later A's second one.
#[test]
fn with_two_preemptions() {
    let faults: [Fault; 8] = [
        ("two values of an atomic", || values_of_an_atomic(2)),
        ("two values under a lock", || values_under_a_lock(2)),
        ("four swaps in turns", || swaps_in_turns(4)),
        ("two messages apart", || messages_apart(2)),
        ("two numbers in turns", || numbers_in_turns(2, 2)),
        ("four exchanges in turns", || exchanges_in_turns(4)),
        ("one atomic, and then both", one_atomic_and_then_both),
        ("one lost of four", || {
            let x = both(AtomicU64::new(0), |x| {
                for _ in 0..2 {
                    x.store(x.load(SeqCst) + 1, SeqCst);
                }
            });
            assert_ne!(x.load(SeqCst), 3);
        }),
    ];
    faults.into_iter().for_each(|fault| shows_with(2, fault));
}

/// The same, and A has to be preempted once more.
#[test]
fn with_three_preemptions() {
    let faults: [Fault; 6] = [
        ("two of three values of an atomic", || {
            values_of_an_atomic(3)
        }),
        ("two of three values under a lock", || {
            values_under_a_lock(3)
        }),
        ("five swaps in turns", || swaps_in_turns(5)),
        ("two of three messages apart", || messages_apart(3)),
        ("five numbers in turns", || numbers_in_turns(3, 2)),
        ("five exchanges in turns", || exchanges_in_turns(5)),
    ];
    let faults = faults.into_iter().step_by(every(2));
    faults.for_each(|fault| shows_with(3, fault));
}

/// A writes 1, 2, ...; B must not read 1 and then 2.
fn values_of_an_atomic(values: u64) {
    sharing(
        AtomicU64::new(0),
        move |x| (1..=values).for_each(|value| x.store(value, SeqCst)),
        |x| assert!((x.load(SeqCst), x.load(SeqCst)) != (1, 2)),
    );
}

fn values_under_a_lock(values: u64) {
    sharing(
        Mutex::new(0),
        move |x| (1..=values).for_each(|value| *x.lock() = value),
        |x| {
            let first = *x.lock();
            assert!((first, *x.lock()) != (1, 2));
        },
    );
}

/// A swaps in 1, B 2, A 3, and so on; they must not alternate.
fn swaps_in_turns(swaps: u64) {
    let swap = move |first: u64| {
        move |(x, late): &(AtomicU64, AtomicU64)| {
            for value in (first..=swaps).step_by(2) {
                let in_turn = x.swap(value, SeqCst) == value - 1;
                late.fetch_add(u64::from(!in_turn), Relaxed);
            }
        }
    };
    let shared = (AtomicU64::new(0), AtomicU64::new(0));
    let shared = sharing(shared, swap(1), swap(2));
    assert!(shared.1.load(SeqCst) > 0);
}

/// A sends 1, 2, ...; B must not find the channel empty after the first and the second.
fn messages_apart(messages: u64) {
    let (sender, receiver) = mpsc::channel();
    run([
        Box::new(move || (1..=messages).for_each(|n| _ = sender.send(n))) as Part,
        Box::new(move || {
            let empty = Err(mpsc::TryRecvError::Empty);
            let found = [(); 4].map(|()| receiver.try_recv());
            let last = if messages == 2 { found[3] } else { empty };
            assert!(found != [Ok(1), empty, Ok(2), last]);
        }),
    ]);
}

/// A and B draw this many numbers each; they must not alternate, with A first.
fn numbers_in_turns(of_a: u64, of_b: u64) {
    let draw = |numbers: u64, first: u64| {
        move |shared: &(AtomicU64, AtomicU64)| {
            let expected = |n| first + 2 * n;
            let in_turns = (0..numbers).all(|n| shared.0.fetch_add(1, SeqCst) == expected(n));
            shared.1.fetch_add(u64::from(in_turns), SeqCst);
        }
    };
    let shared = (AtomicU64::new(0), AtomicU64::new(0));
    let shared = sharing(shared, draw(of_a, 0), draw(of_b, 1));
    assert!(shared.1.load(SeqCst) < 2);
}

/// A exchanges 0 for 1, B 1 for 2, A 2 for 3, and so on; not all of these exchanges must succeed.
fn exchanges_in_turns(exchanges: u64) {
    let exchange = move |first: u64| {
        move |x: &AtomicU64| {
            for value in (first..exchanges).step_by(2) {
                let _ = x.compare_exchange(value, value + 1, SeqCst, SeqCst);
            }
        }
    };
    let x = sharing(AtomicU64::new(0), exchange(0), exchange(1));
    assert!(x.load(SeqCst) < exchanges);
}

/// A writes two atomics; B must not see only the first of them, and then both.
fn one_atomic_and_then_both() {
    let atomics = [(); 2].map(|()| AtomicU64::new(0));
    sharing(
        atomics,
        |atomics| atomics.iter().for_each(|x| x.store(1, SeqCst)),
        |atomics| {
            let see = || [0, 1].map(|i: usize| atomics[i].load(SeqCst));
            assert!((see(), see()) != ([1, 0], [1, 1]));
        },
    );
}

/// Asserts that the fault shows with this number of preemptions and not with fewer, and that an
/// exploration does not find it within the executions of a claim.
fn shows_with(preemptions: usize, (name, program): Fault) {
    assert!(orders() > 2_000_000);
    let few = Explorer::new().max_executions(200).explore(program);
    assert!(!few.complete(), "{name}");
    if let Some(fewer) = preemptions.checked_sub(1) {
        let found = Explorer::new().max_preemptions(fewer).explore(program);
        assert_eq!(found.preemptions(), Some(fewer), "{name}");
        let failure = found.failures().first();
        let shown = failure.map(|f| (f.kind, f.execution.schedule.to_string()));
        assert_eq!(shown, None, "{name}");
    }
    let explorer = Explorer::new().stop_at_first_failure(true);
    let found = explorer.max_preemptions(preemptions).explore(program);
    let failure = found
        .failures()
        .first()
        .unwrap_or_else(|| panic!("{name} is not found"));
    assert_eq!(failure.execution.preemptions, preemptions, "{name}");
    let schedule = &failure.execution.schedule;
    let replay = Explorer::new().replay(schedule, program).unwrap();
    assert_eq!(replay.failures[0].kind, failure.kind, "{name}: {schedule}");
}
