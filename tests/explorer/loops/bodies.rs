//! Loops that look like waiting loops and are none: the rounds change a value that the program
//! returns.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use racelab::explore::{Explorer, FailureKind, StoppedBy};
use racelab::sync::atomic::AtomicUsize;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, thread};

/// The results of `body` over all executions, while another thread stores 1, 2 and 3 one after the
/// other.
#[track_caller]
fn outcomes<O: Ord + Clone + Debug + Send + 'static>(body: fn(&AtomicUsize) -> O) -> BTreeSet<O> {
    let found = Explorer::new().explore(move || {
        let x = Arc::new(AtomicUsize::new(0));
        let other = {
            let x = x.clone();
            thread::spawn(move || body(&x))
        };
        x.store(1, Relaxed);
        x.store(2, Relaxed);
        other.join().unwrap()
    });
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(found.failures().is_empty(), "{:?}", found.failures());
    found.outcomes().keys().cloned().collect()
}

#[test]
fn a_loop_that_keeps_the_last_value_it_rejected() {
    let seen = outcomes(|x| {
        let mut last = 9;
        loop {
            let value = x.load(Relaxed);
            if value == 2 {
                return last;
            }
            last = value;
        }
    });
    assert_eq!(seen, BTreeSet::from([0, 1, 9]));
}

#[test]
fn a_bounded_retry_gives_up() {
    let seen = outcomes(|x| {
        for _ in 0..3 {
            if x.load(Relaxed) == 2 {
                return true;
            }
            thread::yield_now();
        }
        false
    });
    assert_eq!(seen, BTreeSet::from([false, true]));
}

#[test]
fn a_bounded_retry_of_a_compare_exchange_gives_up() {
    let seen = outcomes(|x| {
        let mut seen = x.load(Relaxed);
        for _ in 0..2 {
            match x.compare_exchange(seen, 7, Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(newer) => seen = newer,
            }
        }
        false
    });
    assert_eq!(seen, BTreeSet::from([false, true]));
}

#[test]
fn a_bounded_retry_that_counts() {
    let seen = outcomes(|x| {
        let mut tries = 0;
        while tries < 4 && x.load(Relaxed) != 2 {
            tries += 1;
        }
        tries
    });
    assert_eq!(seen, BTreeSet::from([0, 1, 2, 3, 4]));
}

#[test]
fn a_counter_behind_a_box() {
    let seen = outcomes(|x| {
        let tries = Box::new(std::cell::Cell::new(0));
        while tries.get() < 3 && x.load(Relaxed) != 2 {
            tries.set(tries.get() + 1);
        }
        tries.get()
    });
    assert_eq!(seen, BTreeSet::from([0, 1, 2, 3]));
}

#[test]
fn a_loop_that_collects_the_values_it_reads() {
    let seen = outcomes(|x| {
        let mut seen = Vec::new();
        for _ in 0..3 {
            seen.push(x.load(Relaxed));
            if seen.ends_with(&[2]) {
                break;
            }
        }
        seen
    });
    assert_eq!(seen.len(), 10, "{seen:?}");
}

/// The loop has no end, so an exploration cannot be complete. The explorer must not mistake it for
/// a waiting loop.
#[test]
fn an_endless_loop_that_counts_is_not_explored_completely() {
    let found = Explorer::new().max_steps(200).explore(|| {
        let x = Arc::new(AtomicUsize::new(0));
        let other = {
            let x = x.clone();
            thread::spawn(move || {
                let mut tries = 0;
                while x.load(Relaxed) != 1 {
                    tries += 1;
                }
                tries
            })
        };
        x.store(1, Relaxed);
        other.join().unwrap()
    });
    assert_eq!(found.stopped_by(), Some(&StoppedBy::Steps(200)));
}

#[test]
fn calls_of_a_function_that_reads() {
    fn get(x: &AtomicUsize) -> usize {
        x.load(Relaxed)
    }
    let seen = outcomes(|x| [get(x), get(x), get(x)]);
    assert_eq!(seen.len(), 10);
}

#[test]
fn two_reads_until_they_agree() {
    let seen = outcomes(|x| {
        let mut last = x.load(Relaxed);
        loop {
            let seen = x.load(Relaxed);
            if seen == last {
                return seen;
            }
            last = seen;
        }
    });
    assert_eq!(seen, BTreeSet::from([0, 1, 2]));
}

/// An assertion under the lock of a polling loop.
#[test]
fn an_assertion_under_a_polled_lock_fails() {
    let found = Explorer::new().explore(|| {
        let state = Arc::new(Mutex::new(0));
        let poller = {
            let state = state.clone();
            thread::spawn(move || {
                loop {
                    let state = state.lock();
                    assert_ne!(*state, 1, "half done");
                    if *state == 2 {
                        return;
                    }
                }
            })
        };
        *state.lock() += 1;
        *state.lock() += 1;
        poller.join().unwrap();
    });
    let kinds: Vec<_> = found.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::Panic]);
    assert!(found.complete());
    assert_eq!(found.executions() - found.failures()[0].executions, 1);
}

/// A thread counts under the lock that it polls, and the count shows at the end.
#[test]
fn a_poll_that_counts_under_its_lock() {
    let found = Explorer::new().explore(|| {
        let state = Arc::new(Mutex::new((0, false)));
        let poller = {
            let state = state.clone();
            thread::spawn(move || {
                for _ in 0..2 {
                    let mut state = state.lock();
                    if state.1 {
                        return;
                    }
                    state.0 += 1;
                }
            })
        };
        state.lock().1 = true;
        poller.join().unwrap();
        let state = state.lock();
        state.0
    });
    assert!(found.complete());
    assert!(found.outcomes().keys().eq([&0, &1, &2]));
}

#[test]
fn an_endless_poll_that_counts_is_not_explored_completely() {
    let found = Explorer::new().max_steps(200).explore(|| {
        let state = Arc::new(Mutex::new((0, false)));
        let poller = {
            let state = state.clone();
            thread::spawn(move || {
                loop {
                    let mut state = state.lock();
                    if state.1 {
                        return;
                    }
                    state.0 += 1;
                }
            })
        };
        state.lock().1 = true;
        poller.join().unwrap();
        let state = state.lock();
        state.0
    });
    assert_eq!(found.stopped_by(), Some(&StoppedBy::Steps(200)));
}

/// A thread with long work under a lock does not poll.
#[test]
fn a_long_loop_of_locked_work_is_no_livelock() {
    let found = Explorer::new().explore(|| {
        let count = Mutex::new(0);
        for _ in 0..300 {
            *count.lock() += 1;
        }
        count.into_inner()
    });
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(found.outcomes().keys().eq([&300]), "{:?}", found.failures());
}

/// While a round holds the lock, a `try_lock` fails.
#[test]
fn a_round_that_a_try_lock_sees() {
    let found = Explorer::new().explore(|| {
        let ready = Arc::new(Mutex::new(false));
        let poller = {
            let ready = ready.clone();
            thread::spawn(move || while !*ready.lock() {})
        };
        let tried = [(); 2].map(|()| ready.try_lock().is_some());
        *ready.lock() = true;
        poller.join().unwrap();
        tried
    });
    assert!(found.complete(), "{:?}", found.stopped_by());
    let all = [[false, false], [false, true], [true, false], [true, true]];
    assert!(
        found.outcomes().keys().eq(&all),
        "{:?}",
        found.outcomes().keys()
    );
}

/// A loop that writes the same value each time, which another thread can observe.
#[test]
fn a_loop_that_writes_the_same_value() {
    let found = Explorer::new().max_steps(300).explore(|| {
        let [x, y] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
        let writer = {
            let (x, y) = (x.clone(), y.clone());
            thread::spawn(move || {
                for _ in 0..3 {
                    x.store(1, Release);
                    if y.load(Acquire) == 1 {
                        return;
                    }
                }
            })
        };
        x.store(2, Relaxed);
        y.store(1, Release);
        writer.join().unwrap();
        x.load(Relaxed)
    });
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(found.outcomes().keys().eq([&1, &2]));
}

/// Only failed rounds read the plain cell.
#[test]
fn a_data_race_in_a_failed_round_is_found() {
    fails_with(FailureKind::DataRace, || {
        let flag = Arc::new(AtomicUsize::new(0));
        let cell = Arc::new(PlainCell::new(0));
        let reader = {
            let (flag, cell) = (flag.clone(), cell.clone());
            thread::spawn(move || {
                while flag.load(Acquire) == 0 {
                    cell.get();
                }
            })
        };
        cell.set(1);
        flag.store(1, Release);
        reader.join().unwrap();
    });
}

fn fails_with(kind: FailureKind, program: impl Fn() + Send + Sync + 'static) {
    let found = Explorer::new().explore(program);
    assert!(found.complete(), "{:?}", found.stopped_by());
    let kinds: BTreeSet<_> = found.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, BTreeSet::from([kind]));
}

#[test]
fn a_wait_for_a_value_that_no_thread_writes_is_a_livelock() {
    fails_with(FailureKind::Livelock, || {
        let x = AtomicUsize::new(0);
        while x.load(Relaxed) == 0 {}
    });
    fails_with(FailureKind::Livelock, || {
        let ready = Mutex::new(false);
        while !*ready.lock() {}
    });
    fails_with(FailureKind::Livelock, || {
        let lock = Mutex::new(());
        let _held = lock.lock();
        while lock.try_lock().is_none() {
            thread::yield_now();
        }
    });
}

/// Each thread lets the other go first.
#[test]
fn two_threads_that_give_way_to_each_other_are_a_livelock() {
    let found = Explorer::new().explore(|| {
        let wants = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let threads = [0, 1].map(|me| {
            let wants = wants.clone();
            thread::spawn(move || {
                wants[me].store(1, Relaxed);
                while wants[1 - me].load(Relaxed) == 1 {}
                wants[me].store(0, Relaxed);
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert!(
        found
            .failures()
            .iter()
            .any(|f| f.kind == FailureKind::Livelock)
    );
}
