//! Downey, "The Little Book of Semaphores" (2nd edition, 2016): its patterns, chapters 3 and 4.

use std::collections::BTreeSet;

use racelab::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Condvar, Mutex, Semaphore};

use crate::explored::explore;
use crate::{on_threads, shared, together};

/// Asserts that the program has this number of executions, no failure, and these outcomes.
fn assert_holds<O>(
    executions: u64,
    outcomes: impl IntoIterator<Item = O>,
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) where
    O: Ord + Clone + std::fmt::Debug + Send + 'static,
{
    let found = explore(program);
    assert!(found.failures().is_empty(), "{:?}", found.failures());
    let all: BTreeSet<O> = found.outcomes().keys().cloned().collect();
    assert_eq!(all, outcomes.into_iter().collect());
    assert_eq!(found.executions(), executions);
}

/// 3.1: what one thread does before the signal is done when the other one goes on.
#[test]
fn signal() {
    assert_holds(1, [7], || {
        let (a, b) = shared((Semaphore::new(0), PlainCell::new(0)));
        let sends = move || {
            a.1.set(7);
            a.0.release(1);
        };
        together(sends, || {
            b.0.acquire().forget();
            b.1.get()
        })
        .1
    });
}

/// 3.3: two threads wait for each other.
#[test]
fn rendezvous() {
    assert_holds(1, [(2, 1)], || {
        let cells = [PlainCell::new(0), PlainCell::new(0)];
        let (a, b) = shared(([Semaphore::new(0), Semaphore::new(0)], cells));
        let first = move || {
            a.1[0].set(1);
            a.0[0].release(1);
            a.0[1].acquire().forget();
            a.1[1].get()
        };
        together(first, || {
            b.1[1].set(2);
            b.0[1].release(1);
            b.0[0].acquire().forget();
            b.1[0].get()
        })
    });
}

/// 3.4: a semaphore with one permit is a mutex; each order is one execution.
#[test]
fn mutex() {
    for (threads, orders) in [(2, 2), (3, 6), (4, 24)] {
        let found = explore(move || {
            let semaphore = Semaphore::new(1);
            let turn = PlainCell::new(0);
            on_threads(threads, move |_| {
                let _permit = semaphore.acquire();
                turn.set(turn.get() + 1);
                turn.get()
            })
        });
        assert!(found.failures().is_empty(), "{:?}", found.failures());
        assert_eq!(found.executions(), orders);
        assert_eq!(found.outcomes().len() as u64, orders);
        for turns in found.outcomes().keys() {
            let mut turns = turns.clone();
            turns.sort_unstable();
            assert!(turns.into_iter().eq(1..=threads));
        }
    }
}

/// 3.5: no more threads are inside at once than there are permits. Where there are permits
/// for all, no order makes a difference.
#[test]
fn multiplex() {
    let program = |threads: usize, permits: usize| {
        move || {
            let semaphore = Semaphore::new(permits);
            let inside = AtomicUsize::new(0);
            let most = on_threads(threads, move |_| {
                let _permit = semaphore.acquire();
                let there = inside.fetch_add(1, Relaxed) + 1;
                inside.fetch_sub(1, Relaxed);
                there
            });
            most.into_iter().max()
        }
    };
    assert_holds(6, [1, 2].map(Some), program(2, 2));
    assert_holds(360, [1, 2].map(Some), program(3, 2));
    assert_holds(90, [1, 2, 3].map(Some), program(3, 3));

    let quiet = |threads: usize, permits: usize| {
        move || {
            let semaphore = Semaphore::new(permits);
            on_threads(threads, move |_| drop(semaphore.acquire())).len()
        }
    };
    assert_holds(1, [4], quiet(4, 4));
    assert_holds(24, [3], quiet(3, 2));
}

/// All threads wait for one signal, which makes permits for all of them.
#[test]
fn start() {
    for threads in [2, 3, 5] {
        assert_holds(1, [vec![7; threads]], move || {
            let (a, b) = shared((Semaphore::new(0), PlainCell::new(0)));
            let runs = move || {
                on_threads(threads, move |_| {
                    a.0.acquire().forget();
                    a.1.get()
                })
            };
            let start = || {
                b.1.set(7);
                b.0.release(threads);
            };
            together(runs, start).0
        });
    }
}

/// Built from a mutex and a condition variable, the same programs have more executions, because
/// each access to the count has its place in the order of the lock.
#[test]
fn of_its_parts() {
    struct Parts(Mutex<usize>, Condvar);
    impl Parts {
        fn new(permits: usize) -> Self {
            Self(Mutex::new(permits), Condvar::new())
        }

        fn acquire(&self) {
            let mut count = self.0.lock();
            self.1.wait_while(&mut count, |count| *count == 0);
            *count -= 1;
        }

        fn release(&self, permits: usize) {
            *self.0.lock() += permits;
            self.1.notify_all();
        }
    }
    assert_holds(156, [3], || {
        let (a, b) = shared((Parts::new(1), PlainCell::new(0)));
        on_threads(3, move |_| {
            a.0.acquire();
            a.1.set(a.1.get() + 1);
            a.0.release(1);
        });
        b.1.get()
    });
    assert_holds(96, [3], || {
        let (a, b) = shared(Parts::new(0));
        let runs = move || on_threads(3, move |_| a.acquire()).len();
        together(runs, || b.release(3)).0
    });
}

/// The shared objects of a barrier: the lock, the number of threads that have come, the two
/// turnstiles, and a cell for each thread.
struct Barrier {
    mutex: Semaphore,
    count: PlainCell<usize>,
    first: Semaphore,
    second: Semaphore,
    cells: Vec<PlainCell<usize>>,
}

impl Barrier {
    fn new(threads: usize, second: usize) -> Self {
        Self {
            mutex: Semaphore::new(1),
            count: PlainCell::new(0),
            first: Semaphore::new(0),
            second: Semaphore::new(second),
            cells: (0..threads).map(|_| PlainCell::new(0)).collect(),
        }
    }

    /// Changes the count; returns whether it has reached this number.
    fn comes_to(&self, number: usize, change: impl FnOnce(usize) -> usize) -> bool {
        let _permit = self.mutex.acquire();
        self.count.set(change(self.count.get()));
        self.count.get() == number
    }

    /// In each round, each thread writes its cell, waits for all, reads all cells, and waits for
    /// all. Returns what each has read.
    fn meet(
        self,
        threads: usize,
        times: usize,
        wait: impl Fn(&Self) -> usize + Send + Sync + 'static,
    ) -> Vec<usize> {
        on_threads(threads, move |me| {
            let read = (1..=times).map(|time| {
                self.cells[me].set(time);
                wait(&self)
            });
            read.sum()
        })
    }

    fn sum(&self) -> usize {
        self.cells.iter().map(PlainCell::get).sum()
    }
}

/// 3.7: the last thread opens a turnstile, through which each thread lets the next one.
fn turnstiles(threads: usize, times: usize) -> Vec<usize> {
    Barrier::new(threads, 1).meet(threads, times, move |b| {
        if b.comes_to(threads, |count| count + 1) {
            b.second.acquire().forget();
            b.first.release(1);
        }
        b.first.acquire().forget();
        b.first.release(1);
        let sum = b.sum();
        if b.comes_to(0, |count| count - 1) {
            b.first.acquire().forget();
            b.second.release(1);
        }
        b.second.acquire().forget();
        b.second.release(1);
        sum
    })
}

/// 3.7.6: the last thread makes permits for all.
fn preloaded_turnstiles(threads: usize, times: usize) -> Vec<usize> {
    Barrier::new(threads, 0).meet(threads, times, move |b| {
        if b.comes_to(threads, |count| count + 1) {
            b.first.release(threads);
        }
        b.first.acquire().forget();
        let sum = b.sum();
        if b.comes_to(0, |count| count - 1) {
            b.second.release(threads);
        }
        b.second.acquire().forget();
        sum
    })
}

/// Each thread sees what all have written in this round and nothing of the next. The
/// executions are the orders at the mutex, times those of the turnstiles if each
/// thread lets the next one through.
#[test]
fn reusable_barrier() {
    for (threads, times, one_by_one, at_once) in [(2, 1, 16, 4), (2, 2, 256, 16), (3, 1, 1_296, 36)]
    {
        let sum = threads * times * (times + 1) / 2;
        let outcome = [vec![sum; threads]];
        assert_holds(one_by_one, outcome.clone(), move || {
            turnstiles(threads, times)
        });
        assert_holds(at_once, outcome, move || {
            preloaded_turnstiles(threads, times)
        });
    }
    let twice = explore(|| preloaded_turnstiles(3, 2));
    assert!(twice.failures().is_empty(), "{:?}", twice.failures());
    assert_eq!(twice.executions(), 1_296);
}

/// 4.1: producers and a consumer, with room for a fixed number of items.
#[test]
fn bounded_buffer() {
    struct Buffer {
        items: Semaphore,
        room: Semaphore,
        mutex: Semaphore,
        held: PlainCell<usize>,
        most: PlainCell<usize>,
    }
    let program = |producers: usize, items: usize, room: usize| {
        move || {
            let (a, b) = shared(Buffer {
                items: Semaphore::new(0),
                room: Semaphore::new(room),
                mutex: Semaphore::new(1),
                held: PlainCell::new(0),
                most: PlainCell::new(0),
            });
            let produce = move || {
                on_threads(producers, move |_| {
                    for _ in 0..items {
                        a.room.acquire().forget();
                        let permit = a.mutex.acquire();
                        a.held.set(a.held.get() + 1);
                        a.most.set(a.most.get().max(a.held.get()));
                        drop(permit);
                        a.items.release(1);
                    }
                })
            };
            together(produce, || {
                for _ in 0..producers * items {
                    b.items.acquire().forget();
                    let permit = b.mutex.acquire();
                    b.held.set(b.held.get() - 1);
                    drop(permit);
                    b.room.release(1);
                }
            });
            (b.held.get(), b.most.get())
        }
    };
    assert_holds(1, [(0, 1)], program(1, 2, 1));
    assert_holds(4, [(0, 1), (0, 2)], program(1, 3, 2));
    assert_holds(2, [(0, 1)], program(2, 1, 1));
    assert_holds(6, [(0, 1)], program(2, 2, 1));
    assert_holds(318, [(0, 1), (0, 2)], program(2, 2, 2));
}

/// 4.2.5: readers together, or one writer; a turnstile keeps readers from overtaking a
/// waiting writer. A reader reads what some writer has written.
#[test]
fn readers_and_writers() {
    struct Room {
        turnstile: Semaphore,
        empty: Semaphore,
        mutex: Semaphore,
        readers: PlainCell<usize>,
        data: [PlainCell<usize>; 2],
    }
    let program = |readers: usize, writers: usize| {
        move || {
            let room = Room {
                turnstile: Semaphore::new(1),
                empty: Semaphore::new(1),
                mutex: Semaphore::new(1),
                readers: PlainCell::new(0),
                data: [PlainCell::new(0), PlainCell::new(0)],
            };
            let read = on_threads(readers + writers, move |me| {
                if me < writers {
                    let turnstile = room.turnstile.acquire();
                    room.empty.acquire().forget();
                    room.data.iter().for_each(|cell| cell.set(cell.get() + 1));
                    drop(turnstile);
                    room.empty.release(1);
                    return None;
                }
                drop(room.turnstile.acquire());
                let permit = room.mutex.acquire();
                room.readers.set(room.readers.get() + 1);
                if room.readers.get() == 1 {
                    room.empty.acquire().forget();
                }
                drop(permit);
                let [a, b] = [0, 1].map(|cell| room.data[cell].get());
                assert_eq!(a, b, "a reader sees all of a writer or nothing");
                let _permit = room.mutex.acquire();
                room.readers.set(room.readers.get() - 1);
                if room.readers.get() == 0 {
                    room.empty.release(1);
                }
                Some(a)
            });
            read.into_iter().flatten().collect::<Vec<_>>()
        }
    };
    assert_holds(3, [vec![0], vec![1]], program(1, 1));
    let all = |values: &[usize]| {
        let pairs = values
            .iter()
            .flat_map(|&a| values.iter().map(move |&b| vec![a, b]));
        pairs.collect::<Vec<_>>()
    };
    assert_holds(54, all(&[0, 1]), program(2, 1));
    assert_holds(300, all(&[0, 1, 2]), program(2, 2));
}
