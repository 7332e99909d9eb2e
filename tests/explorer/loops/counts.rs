//! Programs with waiting loops, and their numbers of executions: no counted execution has a failed
//! round.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use racelab::explore::Explorer;
use racelab::sync::atomic::{AtomicBool, AtomicUsize, fence};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint::spin_loop;
use racelab::sync::{Arc, Mutex, RwLock, thread};

/// Asserts that the program has this number of executions, and that all return `outcome`.
#[track_caller]
fn has(executions: u64, outcome: usize, program: impl Fn() -> usize + Send + Sync + 'static) {
    let found = Explorer::new().explore(program);
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(found.failures().is_empty(), "{:?}", found.failures());
    assert!(
        found.outcomes().keys().eq([&outcome]),
        "{:?}",
        found.outcomes().keys()
    );
    assert_eq!(
        found.executions(),
        executions,
        "{} discarded",
        found.discarded()
    );
}

/// Threads that each enter a counting section `times` times.
fn counted<L: Send + Sync + 'static>(
    threads: usize,
    times: usize,
    lock: fn() -> L,
    section: fn(&L, &dyn Fn()),
) -> impl Fn() -> usize + Send + Sync + 'static {
    move || {
        let lock = Arc::new(lock());
        let count = Arc::new(PlainCell::new(0));
        let threads: Vec<_> = (0..threads)
            .map(|_| {
                let (lock, count) = (lock.clone(), count.clone());
                thread::spawn(move || {
                    for _ in 0..times {
                        section(&lock, &|| count.set(count.get() + 1));
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|t| t.join().unwrap());
        count.get()
    }
}

fn test_and_test_and_set(locked: &AtomicBool, work: &dyn Fn()) {
    loop {
        while locked.load(Relaxed) {}
        if !locked.swap(true, Acquire) {
            break;
        }
    }
    work();
    locked.store(false, Release);
}

#[test]
fn a_test_and_test_and_set_lock() {
    has(
        4,
        2,
        counted(2, 1, || AtomicBool::new(false), test_and_test_and_set),
    );
    has(
        36,
        3,
        counted(3, 1, || AtomicBool::new(false), test_and_test_and_set),
    );
}

fn fenced(locked: &AtomicBool, work: &dyn Fn()) {
    loop {
        let free = !locked.load(Relaxed);
        fence(Acquire);
        if free
            && locked
                .compare_exchange(false, true, Acquire, Relaxed)
                .is_ok()
        {
            break;
        }
        spin_loop();
    }
    work();
    locked.store(false, Release);
}

#[test]
fn a_lock_that_fences_in_its_loop() {
    has(4, 2, counted(2, 1, || AtomicBool::new(false), fenced));
    has(36, 3, counted(3, 1, || AtomicBool::new(false), fenced));
}

fn polled(busy: &Mutex<bool>, work: &dyn Fn()) {
    loop {
        let mut busy = busy.lock();
        if !*busy {
            *busy = true;
            break;
        }
        drop(busy);
        thread::yield_now();
    }
    work();
    *busy.lock() = false;
}

#[test]
fn a_flag_that_is_polled_under_a_lock() {
    has(2, 2, counted(2, 1, || Mutex::new(false), polled));
    has(6, 3, counted(3, 1, || Mutex::new(false), polled));
}

#[test]
fn two_readers_that_wait_for_the_third_write() {
    has(1, 6, || {
        let x = Arc::new(AtomicUsize::new(0));
        let readers = [(); 2].map(|()| {
            let x = x.clone();
            thread::spawn(move || {
                loop {
                    let seen = x.load(Relaxed);
                    if seen == 3 {
                        return seen;
                    }
                }
            })
        });
        for value in 1..=3 {
            x.store(value, Relaxed);
        }
        readers.map(|reader| reader.join().unwrap()).iter().sum()
    });
}

/// Increments by a compare-exchange, with a load in each round.
fn load_and_exchange(x: &AtomicUsize, _: &dyn Fn()) {
    loop {
        let seen = x.load(Relaxed);
        if x.compare_exchange(seen, seen + 1, Relaxed, Relaxed).is_ok() {
            return;
        }
    }
}

/// Repeats with the value that the failed compare-exchange returned.
fn exchange_again(x: &AtomicUsize, _: &dyn Fn()) {
    let mut seen = x.load(Relaxed);
    while let Err(newer) = x.compare_exchange(seen, seen + 1, Relaxed, Relaxed) {
        seen = newer;
    }
}

fn update(x: &AtomicUsize, _: &dyn Fn()) {
    x.fetch_update(Relaxed, Relaxed, |seen| Some(seen + 1))
        .unwrap();
}

/// Increments, and reads the result at the end.
fn up(
    threads: usize,
    times: usize,
    add: fn(&AtomicUsize, &dyn Fn()),
) -> impl Fn() -> usize + Send + Sync {
    move || {
        let x = Arc::new(AtomicUsize::new(0));
        let threads: Vec<_> = (0..threads)
            .map(|_| {
                let x = x.clone();
                thread::spawn(move || (0..times).for_each(|_| add(&x, &|| {})))
            })
            .collect();
        threads.into_iter().for_each(|t| t.join().unwrap());
        x.load(Relaxed)
    }
}

#[test]
fn counting_up_by_a_compare_exchange() {
    has(6, 4, up(2, 2, load_and_exchange));
    has(90, 6, up(3, 2, load_and_exchange));
}

#[test]
fn a_compare_exchange_that_is_tried_again_with_what_it_found() {
    has(6, 4, up(2, 2, exchange_again));
    has(90, 6, up(3, 2, exchange_again));
    has(90, 6, up(3, 2, update));
}

/// A version that is odd while the writer writes.
#[test]
fn a_reader_that_reads_a_version_twice() {
    has(2, 1, || {
        let data = Arc::new([(); 3].map(|()| AtomicUsize::new(0)));
        let writer = {
            let data = data.clone();
            thread::spawn(move || {
                let [version, a, b] = &*data;
                version.store(1, Relaxed);
                fence(Release);
                a.store(1, Relaxed);
                b.store(1, Relaxed);
                version.store(2, Release);
            })
        };
        let [version, a, b] = &*data;
        let same = loop {
            let before = version.load(Acquire);
            if !before.is_multiple_of(2) {
                continue;
            }
            let seen = [a.load(Relaxed), b.load(Relaxed)];
            fence(Acquire);
            if version.load(Relaxed) == before {
                break seen[0] == seen[1];
            }
        };
        writer.join().unwrap();
        usize::from(same)
    });
}

/// Each philosopher takes the left fork, tries the right one, and puts the left one back.
#[test]
fn philosophers_that_put_a_fork_back() {
    for (count, executions) in [(2, 2), (3, 6)] {
        has(executions, count, move || {
            let forks: Arc<Vec<_>> = Arc::new((0..count).map(|_| Mutex::new(0)).collect());
            let eaters: Vec<_> = (0..count)
                .map(|seat| {
                    let forks = forks.clone();
                    thread::spawn(move || {
                        loop {
                            let mut left = forks[seat].lock();
                            if let Some(mut right) = forks[(seat + 1) % count].try_lock() {
                                *left += 1;
                                *right += 1;
                                return;
                            }
                            drop(left);
                            thread::yield_now();
                        }
                    })
                })
                .collect();
            eaters.into_iter().for_each(|eater| eater.join().unwrap());
            forks.iter().map(|fork| *fork.lock()).sum::<usize>() / 2
        });
    }
}

#[test]
fn a_reader_that_polls_under_a_read_lock() {
    has(1, 2, || {
        let shared = Arc::new(RwLock::new(0));
        let reader = {
            let shared = shared.clone();
            thread::spawn(move || {
                loop {
                    let seen = *shared.read();
                    if seen == 2 {
                        return seen;
                    }
                }
            })
        };
        *shared.write() = 1;
        *shared.write() = 2;
        reader.join().unwrap()
    });
}

/// The lock of Mellor-Crummey and Scott: each thread waits at its own node.
#[test]
fn a_queue_lock() {
    struct Node {
        locked: AtomicBool,
        next: AtomicUsize,
    }
    struct Queue {
        tail: AtomicUsize,
        nodes: [Node; 4],
    }
    fn enter(queue: &Queue, me: usize) {
        let node = &queue.nodes[me];
        node.next.store(0, Relaxed);
        node.locked.store(true, Relaxed);
        let before = queue.tail.swap(me, AcqRel);
        if before != 0 {
            queue.nodes[before].next.store(me, Release);
            while node.locked.load(Acquire) {
                spin_loop();
            }
        }
    }
    fn leave(queue: &Queue, me: usize) {
        let node = &queue.nodes[me];
        if node.next.load(Acquire) == 0 {
            if queue.tail.compare_exchange(me, 0, Release, Relaxed).is_ok() {
                return;
            }
            while node.next.load(Acquire) == 0 {
                spin_loop();
            }
        }
        queue.nodes[node.next.load(Relaxed)]
            .locked
            .store(false, Release);
    }
    let program = |threads: usize| {
        move || {
            let nodes = [(); 4].map(|()| Node {
                locked: AtomicBool::new(false),
                next: AtomicUsize::new(0),
            });
            let tail = AtomicUsize::new(0);
            let queue = Arc::new((Queue { tail, nodes }, PlainCell::new(0)));
            let threads: Vec<_> = (1..=threads)
                .map(|me| {
                    let queue = queue.clone();
                    thread::spawn(move || {
                        enter(&queue.0, me);
                        queue.1.set(queue.1.get() + 1);
                        leave(&queue.0, me);
                    })
                })
                .collect();
            threads.into_iter().for_each(|t| t.join().unwrap());
            queue.1.get()
        }
    };
    has(6, 2, program(2));
    has(66, 3, program(3));
}

/// Peterson's lock, with two loads in a round.
#[test]
fn a_lock_of_two_flags() {
    fn lock(order: Ordering) -> impl Fn() -> usize + Send + Sync {
        move || {
            let shared = Arc::new((
                [AtomicBool::new(false), AtomicBool::new(false)],
                AtomicUsize::new(0),
                PlainCell::new(0),
            ));
            let threads = [0, 1].map(|me| {
                let shared = shared.clone();
                thread::spawn(move || {
                    let (wants, turn, count) = &*shared;
                    wants[me].store(true, order);
                    turn.store(1 - me, order);
                    while wants[1 - me].load(order) && turn.load(order) == 1 - me {}
                    count.set(count.get() + 1);
                    wants[me].store(false, order);
                })
            });
            for thread in threads {
                thread.join().unwrap();
            }
            shared.2.get()
        }
    }
    has(4, 2, lock(SeqCst));
}
