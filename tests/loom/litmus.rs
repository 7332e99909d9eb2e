//! Small programs with the right orderings, and the same with wrong ones.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use racelab::explore::FailureKind;
use racelab::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, fence};
use racelab::sync::cell::{PlainCell, UnsafeCell};
use racelab::sync::{Mutex, hint, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::{both_accept, both_refuse, explorer_accepts, explorer_refuses};

/// One thread writes data and sets a flag; the other one reads the data if it sees the flag.
fn message_passing(
    store: Ordering,
    load: Ordering,
    before: Option<Ordering>,
    after: Option<Ordering>,
) -> impl Fn() + Clone + Send + Sync {
    move || {
        let (data, ready) = (PlainCell::new(0), AtomicBool::new(false));
        thread::scope(|s| {
            s.spawn(|| {
                data.set(42);
                before.into_iter().for_each(fence);
                ready.store(true, store);
            });
            if ready.load(load) {
                after.into_iter().for_each(fence);
                assert_eq!(data.get(), 42);
            }
        });
    }
}

mod message_passing {
    use super::*;

    #[test]
    fn works_with_release_and_acquire() {
        both_accept(message_passing(Release, Acquire, None, None));
        both_accept(message_passing(SeqCst, SeqCst, None, None));
    }

    #[test]
    fn works_with_fences_around_a_relaxed_flag() {
        both_accept(message_passing(
            Relaxed,
            Relaxed,
            Some(Release),
            Some(Acquire),
        ));
    }

    #[test]
    fn races_if_either_side_is_relaxed() {
        for (store, load) in [(Relaxed, Relaxed), (Relaxed, Acquire), (Release, Relaxed)] {
            let program = message_passing(store, load, None, None);
            both_refuse(program, FailureKind::DataRace, "data race");
        }
    }

    #[test]
    fn races_if_either_fence_is_missing() {
        for (before, after) in [(Some(Release), None), (None, Some(Acquire))] {
            let program = message_passing(Relaxed, Relaxed, before, after);
            both_refuse(program, FailureKind::DataRace, "data race");
        }
    }

    #[test]
    fn reads_old_data_if_that_is_atomic() {
        // No data race, and still wrong.
        let program = || {
            let (data, ready) = (AtomicU64::new(0), AtomicBool::new(false));
            thread::scope(|s| {
                s.spawn(|| {
                    data.store(42, Relaxed);
                    ready.store(true, Relaxed);
                });
                if ready.load(Relaxed) {
                    assert_eq!(data.load(Relaxed), 42, "old data");
                }
            });
        };
        both_refuse(program, FailureKind::Panic, "old data");
    }
}

/// Each thread sets its own flag and reads the other one: both must not miss it.
fn store_buffering(
    store: Ordering,
    load: Ordering,
    between: Option<Ordering>,
) -> impl Fn() + Clone {
    move || {
        let flags = [AtomicBool::new(false), AtomicBool::new(false)];
        let raise = |mine: usize| {
            flags[mine].store(true, store);
            between.into_iter().for_each(fence);
            flags[1 - mine].load(load)
        };
        let (a, b) = thread::scope(|s| {
            let other = s.spawn(|| raise(0));
            let mine = raise(1);
            (other.join().unwrap(), mine)
        });
        assert!(a || b, "both missed it");
    }
}

mod store_buffering {
    use super::*;

    #[test]
    fn shows_one_of_the_flags_if_all_is_seq_cst() {
        // loom alone treats a SeqCst access as AcqRel and misses this; the seam repairs it.
        both_accept(store_buffering(SeqCst, SeqCst, None));
        both_accept(store_buffering(Relaxed, Relaxed, Some(SeqCst)));
    }

    #[test]
    fn misses_both_flags_with_anything_less() {
        for (store, load, between) in [
            (Release, Acquire, None),
            (Relaxed, Relaxed, None),
            (Relaxed, Relaxed, Some(AcqRel)),
        ] {
            let program = store_buffering(store, load, between);
            both_refuse(program, FailureKind::Panic, "both missed it");
        }
    }

    #[test]
    fn misses_both_flags_if_half_is_seq_cst_and_only_the_explorer_sees_it() {
        // Under loom a SeqCst access has a fence before and after it, which is stronger.
        for (store, load) in [(SeqCst, Acquire), (Release, SeqCst)] {
            let program = store_buffering(store, load, None);
            let verdict = judge(&LoomLimits::default(), program.clone());
            assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
            explorer_refuses(program, FailureKind::Panic);
        }
    }
}

/// One thread stores 10, the other one adds 1: the sum is 10 or 11, never 1. For 1, the
/// addition would be last and would have read 0 although 10 was there.
fn store_and_add(order: Ordering) -> impl Fn() + Clone + Send + Sync {
    move || {
        let x = AtomicU64::new(0);
        thread::scope(|s| {
            s.spawn(|| x.store(10, order));
            x.fetch_add(1, order);
        });
        assert_ne!(
            x.load(order),
            1,
            "the addition did not read the newest value"
        );
    }
}

mod a_store_beside_an_addition {
    use super::*;

    #[test]
    fn is_in_front_of_it_or_overwrites_it() {
        both_accept(store_and_add(SeqCst));
        explorer_accepts(store_and_add(Relaxed));
    }

    #[test]
    fn can_be_neither_under_loom_if_it_is_relaxed() {
        // loom's issue 282: the order of the two values is not determined.
        match judge(&LoomLimits::default(), store_and_add(Relaxed)) {
            LoomVerdict::Fails { message, .. } => assert!(message.contains("newest"), "{message}"),
            verdict => panic!("{verdict:?}"),
        }
    }
}

/// A thread loads first, whatever it reads, and then stores. The other
/// thread may or may not see the store.
fn load_first() -> bool {
    let x = AtomicBool::new(false);
    thread::scope(|s| {
        s.spawn(|| {
            x.load(Relaxed);
            x.store(true, Relaxed);
        });
        x.load(Relaxed)
    })
}

mod a_thread_that_begins_with_a_load {
    use super::*;

    #[test]
    fn makes_loom_miss_an_execution() {
        // loom's issue 392: it runs the program once, and says that nothing fails.
        let program = || assert!(!load_first(), "the store was seen");
        let verdict = judge(&LoomLimits::default(), program);
        assert_eq!(verdict, LoomVerdict::Holds { iterations: 1 });
        explorer_refuses(program, FailureKind::Panic);
    }
}

/// Two threads each try once to take a lock; one of them joins the other one while it
/// holds its lock.
fn two_tries() {
    let lock = Mutex::new(());
    thread::scope(|s| {
        let child = s.spawn(|| drop(lock.try_lock()));
        let held = lock.try_lock();
        child.join().unwrap();
        drop(held);
    });
}

mod two_tries_of_a_lock {
    use super::*;

    #[test]
    fn are_a_deadlock_to_loom_alone() {
        // loom's issue 376: a try_lock that is about to be made waits for the other one.
        match judge(&LoomLimits::default(), two_tries) {
            LoomVerdict::Fails { message, .. } => {
                assert!(message.starts_with("deadlock"), "{message}");
            }
            verdict => panic!("{verdict:?}"),
        }
        explorer_accepts(two_tries);
    }
}

/// Peterson's lock for two threads, around plain memory.
fn peterson(order: Ordering) -> impl Fn() + Clone + Send + Sync {
    let (load, store) = match order {
        SeqCst => (SeqCst, SeqCst),
        _ => (Acquire, Release),
    };
    move || {
        let interested = [AtomicBool::new(false), AtomicBool::new(false)];
        let (turn, count) = (AtomicUsize::new(0), PlainCell::new(0));
        let visit = |me: usize| {
            interested[me].store(true, store);
            turn.store(1 - me, store);
            while interested[1 - me].load(load) && turn.load(load) == 1 - me {
                hint::spin_loop();
            }
            count.set(count.get() + 1);
            interested[me].store(false, store);
        };
        thread::scope(|s| {
            s.spawn(|| visit(0));
            visit(1);
        });
        assert_eq!(count.get(), 2);
    }
}

mod petersons_lock {
    use super::*;

    #[test]
    fn excludes_if_all_is_seq_cst() {
        both_accept(peterson(SeqCst));
    }

    #[test]
    fn lets_both_in_with_release_and_acquire() {
        both_refuse(peterson(AcqRel), FailureKind::DataRace, "data race");
    }
}

/// A spin lock, with the orderings of its two operations.
struct SpinLock {
    taken: AtomicBool,
    data: UnsafeCell<u64>,
    acquire: Ordering,
    release: Ordering,
}

// SAFETY: only the holder of the lock accesses the data. (If the orderings are wrong,
// the models find that; one thread runs at a time there.)
unsafe impl Sync for SpinLock {}

impl SpinLock {
    fn new(acquire: Ordering, release: Ordering) -> Self {
        Self {
            taken: AtomicBool::new(false),
            data: UnsafeCell::new(0),
            acquire,
            release,
        }
    }

    /// Adds to the data under the lock, which `try_to_take` takes.
    fn add(&self, n: u64, try_to_take: fn(&Self) -> bool) {
        while !try_to_take(self) {
            hint::spin_loop();
        }
        // SAFETY: this thread holds the lock.
        self.data.with_mut(|data| unsafe { *data += n });
        self.taken.store(false, self.release);
    }

    fn compare_exchange(&self) -> bool {
        let taken = &self.taken;
        let result = taken.compare_exchange(false, true, self.acquire, Relaxed);
        result.is_ok()
    }

    fn test_and_set(&self) -> bool {
        !self.taken.swap(true, self.acquire)
    }
}

/// Two threads that add to the data behind the lock.
fn spin_lock(
    acquire: Ordering,
    release: Ordering,
    try_to_take: fn(&SpinLock) -> bool,
) -> impl Fn() + Clone + Send + Sync {
    move || {
        let lock = SpinLock::new(acquire, release);
        thread::scope(|s| {
            s.spawn(|| lock.add(1, try_to_take));
            lock.add(2, try_to_take);
        });
        assert_eq!(lock.data.into_inner(), 3);
    }
}

mod a_spin_lock {
    use super::*;

    #[test]
    fn guards_its_data_with_acquire_and_release() {
        both_accept(spin_lock(Acquire, Release, SpinLock::compare_exchange));
    }

    #[test]
    fn does_not_if_either_is_relaxed() {
        for try_to_take in [SpinLock::compare_exchange, SpinLock::test_and_set] {
            for (acquire, release) in [(Relaxed, Release), (Acquire, Relaxed)] {
                let program = spin_lock(acquire, release, try_to_take);
                both_refuse(program, FailureKind::DataRace, "data race");
            }
        }
    }

    #[test]
    fn with_a_swap_is_beyond_loom() {
        // Its issue 282: a spinning swap may go on reading a value that is no longer the
        // newest, and so it spins for ever.
        let program = spin_lock(Acquire, Release, SpinLock::test_and_set);
        let verdict = judge(&LoomLimits::default(), program.clone());
        assert!(
            matches!(verdict, LoomVerdict::Undecided { .. }),
            "{verdict:?}"
        );
        explorer_accepts(program);
    }
}

#[test]
fn locks_in_opposite_orders_deadlock() {
    let program = || {
        let (a, b) = (Mutex::new(()), Mutex::new(()));
        thread::scope(|s| {
            s.spawn(|| {
                let _a = a.lock();
                let _b = b.lock();
            });
            let _b = b.lock();
            let _a = a.lock();
        });
    };
    both_refuse(program, FailureKind::Deadlock, "deadlock");
}
