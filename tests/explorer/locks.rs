//! Spin locks: the explorer proves correct ones and refutes wrong ones.
//!
//! Each lock guards a plain cell that the threads increment. If mutual exclusion fails, or the
//! unlock does not synchronize with the next lock, the accesses to the cell race.

use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release, SeqCst};

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel};
use racelab::sync::atomic::{AtomicBool, AtomicU64};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint::spin_loop;
use racelab::sync::thread;

/// A spin lock; threads are numbered from 0.
trait Lock: Sync {
    fn lock(&self, thread: u64);
    fn unlock(&self, thread: u64);
}

/// The thread that swaps `false` for `true` has the lock.
struct TestAndSet {
    locked: AtomicBool,
    unlock: Ordering,
}

impl Lock for TestAndSet {
    fn lock(&self, _: u64) {
        while self.locked.swap(true, Acquire) {
            spin_loop();
        }
    }

    fn unlock(&self, _: u64) {
        self.locked.store(false, self.unlock);
    }
}

/// A thread reads before it swaps. If `swaps` is off, it only reads, and then stores.
struct TestAndTestAndSet {
    locked: AtomicBool,
    swaps: bool,
}

impl Lock for TestAndTestAndSet {
    fn lock(&self, _: u64) {
        loop {
            while self.locked.load(Acquire) {
                spin_loop();
            }
            if !self.swaps {
                return self.locked.store(true, Relaxed);
            }
            if !self.locked.swap(true, Acquire) {
                return;
            }
        }
    }

    fn unlock(&self, _: u64) {
        self.locked.store(false, Release);
    }
}

struct CompareExchange {
    locked: AtomicBool,
    success: Ordering,
}

impl Lock for CompareExchange {
    fn lock(&self, _: u64) {
        let acquire = || {
            let result = self
                .locked
                .compare_exchange(false, true, self.success, Relaxed);
            result.is_ok()
        };
        while !acquire() {
            spin_loop();
        }
    }

    fn unlock(&self, _: u64) {
        self.locked.store(false, Release);
    }
}

struct Ticket {
    next: AtomicU64,
    serving: AtomicU64,
    look: Ordering,
}

impl Lock for Ticket {
    fn lock(&self, _: u64) {
        let mine = self.next.fetch_add(1, Relaxed);
        while self.serving.load(self.look) != mine {
            spin_loop();
        }
    }

    fn unlock(&self, _: u64) {
        // Only the holder writes it, so a relaxed load reads the thread's own ticket.
        let mine = self.serving.load(Relaxed);
        self.serving.store(mine + 1, Release);
    }
}

/// Two threads take turns if both want to enter.
struct Peterson {
    wants: [AtomicBool; 2],
    turn: AtomicU64,
    load: Ordering,
    store: Ordering,
}

impl Lock for Peterson {
    fn lock(&self, thread: u64) {
        let [own, other] = self.flags(thread);
        own.store(true, self.store);
        self.turn.store(1 - thread, self.store);
        while other.load(self.load) && self.turn.load(self.load) == 1 - thread {
            spin_loop();
        }
    }

    fn unlock(&self, thread: u64) {
        let [own, _] = self.flags(thread);
        own.store(false, self.store);
    }
}

impl Peterson {
    /// The flag of this thread, then that of the other one.
    fn flags(&self, thread: u64) -> [&AtomicBool; 2] {
        let [first, second] = &self.wants;
        match thread {
            0 => [first, second],
            _ => [second, first],
        }
    }
}

fn test_and_set(unlock: Ordering) -> TestAndSet {
    TestAndSet {
        locked: AtomicBool::new(false),
        unlock,
    }
}

fn test_and_test_and_set(swaps: bool) -> TestAndTestAndSet {
    TestAndTestAndSet {
        locked: AtomicBool::new(false),
        swaps,
    }
}

fn compare_exchange(success: Ordering) -> CompareExchange {
    CompareExchange {
        locked: AtomicBool::new(false),
        success,
    }
}

fn ticket(look: Ordering) -> Ticket {
    Ticket {
        next: AtomicU64::new(0),
        serving: AtomicU64::new(0),
        look,
    }
}

fn peterson(load: Ordering, store: Ordering) -> Peterson {
    Peterson {
        wants: [AtomicBool::new(false), AtomicBool::new(false)],
        turn: AtomicU64::new(0),
        load,
        store,
    }
}

/// Every thread increments once, inside the lock.
fn explore<L: Lock>(
    model: MemoryModel,
    threads: u64,
    lock: impl Fn() -> L + Send + Sync + 'static,
) -> Exploration<u64> {
    Explorer::new().memory_model(model).explore(move || {
        let (lock, count) = (&lock(), &PlainCell::new(0));
        thread::scope(|scope| {
            for number in 0..threads {
                scope.spawn(move || {
                    lock.lock(number);
                    count.set(count.get() + 1);
                    lock.unlock(number);
                });
            }
        });
        count.get()
    })
}

/// Asserts that no execution fails or loses an update.
fn assert_proved<L: Lock>(threads: u64, lock: impl Fn() -> L + Copy + Send + Sync + 'static) {
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        let found = explore(model, threads, lock);
        assert!(found.complete(), "{:?}", found.stopped_by());
        assert!(found.failures().is_empty(), "{:?}", found.failures());
        assert!(
            found.outcomes().keys().eq([&threads]),
            "{:?}",
            found.outcomes().keys()
        );
    }
}

/// Asserts a data race under RC11, and without mutual exclusion also an outcome with a lost
/// update.
fn assert_refuted<L: Lock>(
    loses_updates: bool,
    lock: impl Fn() -> L + Copy + Send + Sync + 'static,
) {
    let found = explore(MemoryModel::Rc11, 2, lock);
    assert!(found.complete(), "{:?}", found.stopped_by());
    let kinds: Vec<FailureKind> = found
        .failures()
        .iter()
        .map(|failure| failure.kind)
        .collect();
    assert!(
        !kinds.is_empty() && kinds.iter().all(|&k| k == FailureKind::DataRace),
        "{kinds:?}"
    );
    assert_eq!(found.outcomes().contains_key(&1), loses_updates);
}

#[test]
fn test_and_set_is_right() {
    assert_proved(2, || test_and_set(Release));
    assert_proved(3, || test_and_set(Release));
}

#[test]
fn test_and_test_and_set_is_right() {
    assert_proved(2, || test_and_test_and_set(true));
    assert_proved(3, || test_and_test_and_set(true));
}

#[test]
fn compare_exchange_is_right() {
    assert_proved(2, || compare_exchange(Acquire));
    assert_proved(3, || compare_exchange(Acquire));
}

#[test]
fn ticket_is_right() {
    assert_proved(2, || ticket(Acquire));
    assert_proved(3, || ticket(Acquire));
}

#[test]
fn peterson_is_right_with_seqcst() {
    assert_proved(2, || peterson(SeqCst, SeqCst));
}

/// The counter is relaxed, so that only the lock determines the number of
/// executions.
#[test]
fn ticket_has_few_executions() {
    for (threads, executions) in [(2, 2), (3, 6)] {
        let found = Explorer::new().explore(move || {
            let (lock, count) = (&ticket(Acquire), &AtomicU64::new(0));
            thread::scope(|scope| {
                for number in 0..threads {
                    scope.spawn(move || {
                        lock.lock(number);
                        count.store(count.load(Relaxed) + 1, Relaxed);
                        lock.unlock(number);
                    });
                }
            });
            count.load(Relaxed)
        });
        assert_eq!(found.executions(), executions, "{threads} threads");
        assert!(found.complete() && found.failures().is_empty());
        assert!(found.outcomes().keys().eq([&threads]));
    }
}

#[test]
fn a_relaxed_unlock_releases_nothing() {
    assert_refuted(true, || test_and_set(Relaxed));
}

#[test]
fn a_relaxed_lock_acquires_nothing() {
    assert_refuted(true, || compare_exchange(Relaxed));
    assert_refuted(true, || ticket(Relaxed));
}

#[test]
fn a_lock_without_the_swap_admits_two_threads() {
    assert_refuted(true, || test_and_test_and_set(false));
}

/// Under SC the same code is correct: only the orderings are too weak.
#[test]
fn peterson_is_wrong_with_release_and_acquire() {
    assert_refuted(true, || peterson(Acquire, Release));
    let found = explore(MemoryModel::Sc, 2, || peterson(Acquire, Release));
    assert!(found.complete() && found.failures().is_empty());
}

#[test]
fn peterson_is_wrong_without_any_order() {
    assert_refuted(true, || peterson(Relaxed, Relaxed));
}
