//! The programs that the bench explores.

use racelab::sync::atomic::AtomicU64;
use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Barrier, Condvar, Mutex, Semaphore, thread};

use crate::{Make, Program};

/// The programs whose threads meet, each with its name.
pub(crate) const MEETINGS: [(&str, Make); 7] = [
    ("barrier 4x2", || barrier(4, 2, false)),
    ("barrier 5x2", || barrier(5, 2, false)),
    ("barrier 4x2, leaders asked", || barrier(4, 2, true)),
    ("barrier 5x2, leaders asked", || barrier(5, 2, true)),
    ("start of 5 by a semaphore", || start(5)),
    ("turnstiles 3x2, preloaded", || turnstiles(3, 2)),
    ("semaphore as a mutex 4x2", || permit(4, 2)),
];

/// Starts all threads before it joins the first.
pub(crate) fn join(threads: impl IntoIterator<Item = thread::JoinHandle<()>>) {
    let threads: Vec<_> = threads.into_iter().collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Threads that add 1 to a counter by a load and a store; main reads the result.
pub(crate) fn race(threads: usize, times: usize) -> Program {
    Box::new(move || {
        let x = Arc::new(AtomicU64::new(0));
        join((0..threads).map(|_| {
            let x = x.clone();
            thread::spawn(move || {
                for _ in 0..times {
                    let v = x.load(Relaxed);
                    x.store(v + 1, Relaxed);
                }
            })
        }));
        x.load(Relaxed);
    })
}

/// Threads that add 1 to a counter under a lock.
pub(crate) fn mutex(threads: usize, times: usize) -> Program {
    Box::new(move || {
        let x = Arc::new(Mutex::new(0));
        join((0..threads).map(|_| {
            let x = x.clone();
            thread::spawn(move || {
                for _ in 0..times {
                    *x.lock() += 1;
                }
            })
        }));
    })
}

/// Two producers of `items` items each and one consumer, with room for one item.
pub(crate) fn bounded_buffer(items: usize) -> Program {
    struct Buffer {
        items: Mutex<usize>,
        filled: Condvar,
        emptied: Condvar,
    }
    Box::new(move || {
        let buffer = Arc::new(Buffer {
            items: Mutex::new(0),
            filled: Condvar::new(),
            emptied: Condvar::new(),
        });
        let producers = [(); 2].map(|()| {
            let buffer = buffer.clone();
            thread::spawn(move || {
                for _ in 0..items {
                    let mut count = buffer.items.lock();
                    buffer.emptied.wait_while(&mut count, |count| *count == 1);
                    *count += 1;
                    drop(count);
                    buffer.filled.notify_one();
                }
            })
        });
        for _ in 0..2 * items {
            let mut count = buffer.items.lock();
            buffer.filled.wait_while(&mut count, |count| *count == 0);
            *count -= 1;
            drop(count);
            buffer.emptied.notify_one();
        }
        join(producers);
    })
}

/// Philosophers around a table: each takes both forks at the same time, or waits until a neighbour
/// puts forks back, and eats once.
pub(crate) fn philosophers(count: usize) -> Program {
    struct Table {
        taken: Mutex<Vec<bool>>,
        freed: Condvar,
    }
    Box::new(move || {
        let table = Arc::new(Table {
            taken: Mutex::new(vec![false; count]),
            freed: Condvar::new(),
        });
        join((0..count).map(|left| {
            let table = table.clone();
            let right = (left + 1) % count;
            thread::spawn(move || {
                let mut taken = table.taken.lock();
                table
                    .freed
                    .wait_while(&mut taken, |taken| taken[left] || taken[right]);
                (taken[left], taken[right]) = (true, true);
                drop(taken);
                let mut taken = table.taken.lock();
                (taken[left], taken[right]) = (false, false);
                drop(taken);
                table.freed.notify_all();
            })
        }));
    })
}

/// `i += j` against `j += i`, `times` times, while main reads both.
pub(crate) fn fib_bench(times: usize) -> Program {
    Box::new(move || {
        let sums = Arc::new([AtomicU64::new(1), AtomicU64::new(1)]);
        for mine in [0, 1] {
            let sums = sums.clone();
            thread::spawn(move || {
                for _ in 0..times {
                    let sum = sums[0].load(Acquire) + sums[1].load(Acquire);
                    sums[mine].store(sum, Release);
                }
            });
        }
        sums[0].load(Acquire);
        sums[1].load(Acquire);
    })
}

/// Threads that wait at a barrier `times` times, and may ask which of them leads.
pub(crate) fn barrier(threads: usize, times: usize, asks: bool) -> Program {
    Box::new(move || {
        let barrier = Arc::new(Barrier::new(threads));
        join((0..threads).map(|_| {
            let barrier = barrier.clone();
            thread::spawn(move || {
                for _ in 0..times {
                    let met = barrier.wait();
                    let _leads = asks && met.is_leader();
                }
            })
        }));
    })
}

/// Threads that wait for one release, which makes a permit for each.
pub(crate) fn start(threads: usize) -> Program {
    Box::new(move || {
        let start = Arc::new(Semaphore::new(0));
        let threads: Vec<_> = (0..threads)
            .map(|_| {
                let start = start.clone();
                thread::spawn(move || start.acquire().forget())
            })
            .collect();
        start.release(threads.len());
        join(threads);
    })
}

/// Threads that wait `times` times at a barrier built from two turnstiles and a counter under a
/// lock. The last thread to arrive releases a permit for each.
pub(crate) fn turnstiles(threads: usize, times: usize) -> Program {
    Box::new(move || {
        let shared = Arc::new((Mutex::new(0), [Semaphore::new(0), Semaphore::new(0)]));
        join((0..threads).map(|_| {
            let shared = shared.clone();
            thread::spawn(move || {
                let (count, [first, second]) = &*shared;
                for _ in 0..times {
                    let mut there = count.lock();
                    *there += 1;
                    if *there == threads {
                        first.release(threads);
                    }
                    drop(there);
                    first.acquire().forget();
                    let mut there = count.lock();
                    *there -= 1;
                    if *there == 0 {
                        second.release(threads);
                    }
                    drop(there);
                    second.acquire().forget();
                }
            })
        }));
    })
}

/// Threads that add 1 to a counter, with a semaphore as a mutex.
pub(crate) fn permit(threads: usize, times: usize) -> Program {
    Box::new(move || {
        let shared = Arc::new((Semaphore::new(1), PlainCell::new(0)));
        join((0..threads).map(|_| {
            let shared = shared.clone();
            thread::spawn(move || {
                for _ in 0..times {
                    let _permit = shared.0.acquire();
                    shared.1.set(shared.1.get() + 1);
                }
            })
        }));
    })
}
