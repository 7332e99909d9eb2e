//! Peterson's lock (G. L. Peterson, "Myths about the mutual exclusion problem", 1981) for
//! three threads: with two levels, later called the filter lock, and as a tournament of
//! two locks for two.

use std::array::from_fn;

use racelab::explore::{Exploration, Explorer, Failure, FailureKind, MemoryModel};
use racelab::sync::atomic::{AtomicU64, Ordering, Ordering::*};
use racelab::sync::cell::PlainCell;
use racelab::sync::{hint::spin_loop, thread};

const THREADS: usize = 3;

/// The orderings of its loads and its stores.
#[derive(Clone, Copy)]
struct Orders {
    load: Ordering,
    store: Ordering,
}

const STRONG: Orders = Orders {
    load: SeqCst,
    store: SeqCst,
};
const WEAK: Orders = Orders {
    load: Acquire,
    store: Release,
};

trait Lock: Sync {
    fn new(orders: Orders) -> Self;
    fn lock(&self, me: usize);
    fn unlock(&self, me: usize);
}

/// At each level at least one of the threads that have reached it waits.
struct Filter {
    /// The level that each thread has reached; 0 means that it does not want the lock.
    level: [AtomicU64; THREADS],
    /// For each level, the last thread to reach it. No thread waits at level 0.
    last: [AtomicU64; THREADS],
    orders: Orders,
}

impl Lock for Filter {
    fn new(orders: Orders) -> Self {
        Self {
            level: from_fn(|_| AtomicU64::new(0)),
            last: from_fn(|_| AtomicU64::new(0)),
            orders,
        }
    }

    fn lock(&self, me: usize) {
        let Orders { load, store } = self.orders;
        for (level, last) in (0..).zip(&self.last).skip(1) {
            self.level[me].store(level, store);
            last.store(me as u64, store);
            let others = || (0..THREADS).filter(|&other| other != me);
            while others().any(|other| self.level[other].load(load) >= level)
                && last.load(load) == me as u64
            {
                spin_loop();
            }
        }
    }

    fn unlock(&self, me: usize) {
        self.level[me].store(0, self.orders.store);
    }
}

/// Threads 0 and 1 play for one side of the final; thread 2 has the other side.
struct Tournament {
    first: Match,
    last: Match,
}

/// Peterson's lock for two.
struct Match {
    wants: [AtomicU64; 2],
    last: AtomicU64,
    orders: Orders,
}

impl Match {
    fn new(orders: Orders) -> Self {
        Self {
            wants: from_fn(|_| AtomicU64::new(0)),
            last: AtomicU64::new(0),
            orders,
        }
    }

    fn lock(&self, side: usize) {
        let Orders { load, store } = self.orders;
        self.wants[side].store(1, store);
        self.last.store(side as u64, store);
        while self.wants[1 - side].load(load) == 1 && self.last.load(load) == side as u64 {
            spin_loop();
        }
    }

    fn unlock(&self, side: usize) {
        self.wants[side].store(0, self.orders.store);
    }
}

impl Lock for Tournament {
    fn new(orders: Orders) -> Self {
        Self {
            first: Match::new(orders),
            last: Match::new(orders),
        }
    }

    fn lock(&self, me: usize) {
        if me < 2 {
            self.first.lock(me);
        }
        self.last.lock(me / 2);
    }

    fn unlock(&self, me: usize) {
        self.last.unlock(me / 2);
        if me < 2 {
            self.first.unlock(me);
        }
    }
}

/// Every thread increments once, inside the lock.
fn explore<L: Lock + 'static>(explorer: Explorer, orders: Orders) -> Exploration<u64> {
    explorer.explore(move || {
        let (lock, count) = (&L::new(orders), &PlainCell::new(0));
        thread::scope(|scope| {
            for me in 0..THREADS {
                scope.spawn(move || {
                    lock.lock(me);
                    count.set(count.get() + 1);
                    lock.unlock(me);
                });
            }
        });
        count.get()
    })
}

fn assert_proved<L: Lock + 'static>(model: MemoryModel, orders: Orders) {
    let found = explore::<L>(Explorer::new().memory_model(model), orders);
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(found.failures().is_empty(), "{:?}", found.failures());
    assert!(found.outcomes().keys().eq([&(THREADS as u64)]));
}

fn assert_refuted<L: Lock + 'static>(orders: Orders) {
    let found = explore::<L>(Explorer::new().stop_at_first_failure(true), orders);
    let failures = found.failures();
    let races = |failure: &Failure| failure.kind == FailureKind::DataRace;
    assert!(
        !failures.is_empty() && failures.iter().all(races),
        "{failures:?}"
    );
}

#[test]
#[ignore = "takes seconds, and a tournament shows the same"]
fn the_filter_lock_is_right_with_seqcst() {
    assert_proved::<Filter>(MemoryModel::Rc11, STRONG);
}

#[test]
#[ignore = "takes seconds, and a tournament shows the same"]
fn the_filter_lock_is_right_under_sc_whatever_its_orderings() {
    assert_proved::<Filter>(MemoryModel::Sc, WEAK);
}

#[test]
fn the_filter_lock_is_wrong_with_release_and_acquire() {
    assert_refuted::<Filter>(WEAK);
}

#[test]
fn a_tournament_is_right_with_seqcst() {
    assert_proved::<Tournament>(MemoryModel::Rc11, STRONG);
}

#[test]
fn a_tournament_is_right_under_sc_whatever_its_orderings() {
    assert_proved::<Tournament>(MemoryModel::Sc, WEAK);
}

#[test]
fn a_tournament_is_wrong_with_release_and_acquire() {
    assert_refuted::<Tournament>(WEAK);
}
