//! Programs with a known number of executions, in the style of a student's code.
//!
//! `ainc`, `binc`, `readers`, `lastzero`, `casrot`, `fib_bench` and similar ones are synthetic
//! families that the test suites of GenMC and Nidhugg share. The names and ideas are theirs; the
//! code is new. All closures join every thread at the end.

use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

use racelab::sync::atomic::AtomicU64;
use racelab::sync::thread;
use racelab::sync::{Condvar, Mutex};

fn atomics(count: usize) -> Vec<AtomicU64> {
    (0..count).map(|_| AtomicU64::new(0)).collect()
}

/// One thread for each of `adds`, which it adds `times` times: a load, then a
/// store, so updates can be lost.
pub(crate) fn racing_counter(
    adds: &'static [u64],
    times: usize,
    ordering: (Ordering, Ordering),
) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let x = &AtomicU64::new(0);
        thread::scope(|scope| {
            for add in adds {
                scope.spawn(move || {
                    for _ in 0..times {
                        let v = x.load(ordering.0);
                        x.store(v + add, ordering.1);
                    }
                });
            }
        });
        x.load(Relaxed)
    }
}

/// A counter under a lock, which each thread acquires `times` times.
pub(crate) fn mutex_counter(
    threads: usize,
    times: usize,
) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let counter = Mutex::new(0);
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    for _ in 0..times {
                        *counter.lock() += 1;
                    }
                });
            }
        });
        *counter.lock()
    }
}

/// A buffer of one place between two producers and one consumer, the main thread.
/// The notification comes after the unlock, or before it.
pub(crate) fn bounded_buffer(
    items: u64,
    notify_under_lock: bool,
) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let place = Mutex::new(None);
        let (filled, emptied) = (Condvar::new(), Condvar::new());
        let notify = |condvar: &Condvar, guard| {
            if notify_under_lock {
                condvar.notify_one();
                drop(guard);
            } else {
                drop(guard);
                condvar.notify_one();
            }
        };
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for item in 1..=items {
                        let mut guard = place.lock();
                        while guard.is_some() {
                            emptied.wait(&mut guard);
                        }
                        *guard = Some(item);
                        notify(&filled, guard);
                    }
                });
            }
            let mut sum = 0;
            for _ in 0..2 * items {
                let mut guard = place.lock();
                while guard.is_none() {
                    filled.wait(&mut guard);
                }
                sum += guard.take().unwrap_or(0);
                notify(&emptied, guard);
            }
            sum
        })
    }
}

/// ainc, binc, cinc: each thread increments each of the variables once.
pub(crate) fn increments(
    threads: usize,
    variables: usize,
) -> impl Fn() -> Vec<u64> + Clone + Send + Sync + 'static {
    move || {
        let counters = atomics(variables);
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    for counter in &counters {
                        counter.fetch_add(1, Relaxed);
                    }
                });
            }
        });
        counters
            .iter()
            .map(|counter| counter.load(Relaxed))
            .collect()
    }
}

/// readers: one thread writes, each of the others reads once.
pub(crate) fn readers(readers: usize) -> impl Fn() -> Vec<u64> + Clone + Send + Sync + 'static {
    move || {
        let x = AtomicU64::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(42, Release));
            let reads: Vec<_> = (0..readers)
                .map(|_| scope.spawn(|| x.load(Acquire)))
                .collect();
            reads
                .into_iter()
                .map(|read| read.join().expect("it only reads"))
                .collect()
        })
    }
}

/// lastzero: writer i makes `a[i]` one more than `a[i - 1]`; the reader goes down
/// from the last place to the first zero.
pub(crate) fn lastzero(writers: usize) -> impl Fn() -> usize + Clone + Send + Sync + 'static {
    move || {
        let a = &atomics(writers + 1);
        thread::scope(|scope| {
            let reader = scope.spawn(move || {
                let mut i = writers;
                while a[i].load(Acquire) != 0 {
                    i -= 1;
                }
                i
            });
            for i in 1..=writers {
                scope.spawn(move || {
                    let before = a[i - 1].load(Acquire);
                    a[i].store(before + 1, Release);
                });
            }
            reader.join().expect("a[0] stays zero")
        })
    }
}

/// casrot: thread i turns i - 1 into i.
pub(crate) fn casrot(threads: u64) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let x = &AtomicU64::new(0);
        thread::scope(|scope| {
            for i in 1..=threads {
                scope.spawn(move || x.compare_exchange(i - 1, i, Relaxed, Relaxed).is_ok());
            }
        });
        x.load(Relaxed)
    }
}

/// cas: all threads try to replace 0 by another value.
pub(crate) fn cas(threads: u64) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let x = &AtomicU64::new(0);
        thread::scope(|scope| {
            for i in 1..=threads {
                scope.spawn(move || x.compare_exchange(0, i, Relaxed, Relaxed).is_ok());
            }
        });
        x.load(Relaxed)
    }
}

/// casw: the same, and then each thread stores a value of its own.
pub(crate) fn casw(threads: u64) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let x = &AtomicU64::new(0);
        thread::scope(|scope| {
            for i in 0..threads {
                scope.spawn(move || {
                    // The question of the family is whether it wins, so the result is not used.
                    let _ = x.compare_exchange(0, 1, Relaxed, Relaxed);
                    x.store(i + 3, Release);
                });
            }
        });
        x.load(Relaxed)
    }
}

/// wcas: one thread stores 2, the others turn 2 into 3.
pub(crate) fn wcas(threads: u64) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let x = &AtomicU64::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(2, Release));
            for _ in 0..threads {
                scope.spawn(move || x.compare_exchange(2, 3, Relaxed, Relaxed).is_ok());
            }
        });
        x.load(Relaxed)
    }
}

/// wainc: one thread stores, the others increment.
pub(crate) fn wainc(threads: u64) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let x = &AtomicU64::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(42, Release));
            for _ in 0..threads {
                scope.spawn(move || x.fetch_add(1, Relaxed));
            }
        });
        x.load(Relaxed)
    }
}

/// wrw: one thread stores; the others load, and store a value of their own.
pub(crate) fn wrw(threads: u64) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let x = &AtomicU64::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Release));
            for i in 0..threads {
                scope.spawn(move || {
                    x.load(Relaxed);
                    x.store(i + 2, Release);
                });
            }
        });
        x.load(Relaxed)
    }
}

/// N-writers: `writers` writers of one variable, and one reader.
pub(crate) fn writers(writers: u64) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let x = &AtomicU64::new(0);
        thread::scope(|scope| {
            let reader = scope.spawn(|| x.load(Acquire));
            for i in 0..writers {
                scope.spawn(move || x.store(i, Release));
            }
            reader.join().expect("it only reads")
        })
    }
}

/// CoA: two threads write x and read it back, with a read of another variable in between. The
/// other threads write that variable, all in the same order.
pub(crate) fn coa(threads: u64) -> impl Fn() -> (u64, u64) + Clone + Send + Sync + 'static {
    move || {
        let [x, y, z] = &[0, 0, 0].map(AtomicU64::new);
        thread::scope(|scope| {
            let reads = [(1, y), (2, z)].map(|(value, between)| {
                scope.spawn(move || {
                    x.store(value, Release);
                    between.load(Acquire);
                    x.load(Acquire)
                })
            });
            for i in 1..threads {
                scope.spawn(move || {
                    y.store(i, Release);
                    z.store(i, Release);
                });
            }
            let [one, two] = reads.map(|read| read.join().expect("it does not panic"));
            (one, two)
        })
    }
}

/// fib_bench: `i += j` against `j += i`, `times` times, while main reads both.
pub(crate) fn fib_bench(times: u64) -> impl Fn() -> (u64, u64) + Clone + Send + Sync + 'static {
    move || {
        let (i, j) = (&AtomicU64::new(1), &AtomicU64::new(1));
        thread::scope(|scope| {
            for sum in [i, j] {
                scope.spawn(move || {
                    for _ in 0..times {
                        let (first, second) = (i.load(Acquire), j.load(Acquire));
                        sum.store(first + second, Release);
                    }
                });
            }
            (i.load(Acquire), j.load(Acquire))
        })
    }
}

/// indexer: the threads insert into one hash table; from twelve threads on they
/// collide.
pub(crate) fn indexer(threads: u64) -> impl Fn() + Clone + Send + Sync + 'static {
    const SIZE: u64 = 128;
    move || {
        let table = &atomics(128);
        thread::scope(|scope| {
            for thread in 0..threads {
                scope.spawn(move || {
                    for i in 0..4 {
                        let word = i * 11 + thread;
                        let mut hash = word * 7 % SIZE;
                        let insert = |hash| {
                            let place = &table[usize::try_from(hash).expect("it is below 128")];
                            place.compare_exchange(0, word, Relaxed, Relaxed)
                        };
                        while insert(hash).is_err() {
                            hash = (hash + 1) % SIZE;
                        }
                    }
                });
            }
        });
    }
}

/// par_length: each thread has a long part of its own, and then one access to a shared variable.
pub(crate) fn par_length(times: u64) -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    move || {
        let (shared, own) = (&AtomicU64::new(0), &atomics(2));
        thread::scope(|scope| {
            for (thread, own) in (0..).zip(own) {
                scope.spawn(move || {
                    for i in 0..times {
                        own.store(i, Release);
                        own.load(Acquire);
                    }
                    shared.store(thread, Release);
                    shared.load(Acquire)
                });
            }
        });
        shared.load(Relaxed)
    }
}

/// publish: the reader reads the flag up to 41 times, and then gives up.
pub(crate) fn publish() -> impl Fn() -> Option<u64> + Clone + Send + Sync + 'static {
    || {
        let (x, flag) = (&AtomicU64::new(0), &AtomicU64::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                x.store(42, Release);
                flag.store(1, Release);
            });
            let reader = scope.spawn(|| {
                let seen = (0..41).any(|_| flag.load(Acquire) == 1);
                seen.then(|| x.load(Acquire))
            });
            reader.join().expect("it only reads")
        })
    }
}

/// big0: two readers of four variables, two writers of two variables each.
pub(crate) fn big() -> impl Fn() + Clone + Send + Sync + 'static {
    || {
        let variables = &atomics(4);
        let [x, y, z, w] = [0, 1, 2, 3].map(|i| &variables[i]);
        thread::scope(|scope| {
            scope.spawn(move || [x, y, z, w, x, y, z].map(|v| v.load(Acquire)));
            scope.spawn(move || [x, y, z].map(|v| v.load(Acquire)));
            for (first, second) in [(x, y), (z, w)] {
                scope.spawn(move || {
                    for value in 1..=3 {
                        first.store(value, Release);
                        second.store(value, Release);
                    }
                });
            }
        });
    }
}
