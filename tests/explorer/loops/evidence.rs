//! Rounds that change nothing and still have to stay in the graph, because evidence from one
//! execution does not apply to others.

use std::fmt::Debug;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::time::Duration;

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::atomic::AtomicUsize;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, RwLock, thread};

/// The write to the plain cell comes only after the reader has left its loop.
#[test]
fn a_data_race_with_an_earlier_failed_round_is_found() {
    let found = Explorer::new().explore(|| {
        let [flag, out] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
        let cell = Arc::new(PlainCell::new(0));
        let reader = {
            let (flag, out, cell) = (flag.clone(), out.clone(), cell.clone());
            thread::spawn(move || {
                while flag.load(Acquire) == 0 {
                    cell.get();
                }
                out.store(1, Relaxed);
            })
        };
        flag.store(1, Release);
        if out.load(Relaxed) == 1 {
            cell.set(1);
        }
        reader.join().unwrap();
    });
    let kinds: Vec<_> = found.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::DataRace]);
}

/// The failed exchange returns the newer value, but does not synchronize as the first load would.
#[test]
fn a_retry_that_orders_less_than_the_load_in_front() {
    for order in [Acquire, SeqCst] {
        let found = Explorer::new().explore(move || {
            let [x, y] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
            let other = {
                let (x, y) = (x.clone(), y.clone());
                thread::spawn(move || {
                    let mut seen = x.load(order);
                    while let Err(newer) = x.compare_exchange(seen, seen + 10, Relaxed, Relaxed) {
                        seen = newer;
                    }
                    (seen, y.load(Relaxed))
                })
            };
            y.store(1, Relaxed);
            x.store(1, Release);
            other.join().unwrap()
        });
        assert!(found.complete(), "{:?}", found.stopped_by());
        let all = [(0, 0), (0, 1), (1, 0), (1, 1)];
        assert!(
            found.outcomes().keys().eq(&all),
            "{:?}",
            found.outcomes().keys()
        );
    }
}

/// The loop gives up depending on a value that the thread gets at its spawn, or reads under a
/// lock.
#[test]
fn a_loop_that_gives_up_because_of_a_value_passed_to_its_thread() {
    for by_lock in [false, true] {
        let found = Explorer::new().explore(move || {
            let [x, y] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
            let given = Arc::new(Mutex::new(false));
            let writer = {
                let y = y.clone();
                thread::spawn(move || y.store(1, Relaxed))
            };
            let bounded = y.load(Relaxed) == 1;
            *given.lock() = bounded;
            let waiter = {
                let x = x.clone();
                thread::spawn(move || {
                    let bounded = if by_lock { *given.lock() } else { bounded };
                    let mut rounds = 0;
                    loop {
                        if x.load(Relaxed) == 1 {
                            return 9;
                        }
                        if bounded {
                            rounds += 1;
                            if rounds == 2 {
                                return rounds;
                            }
                        }
                    }
                })
            };
            x.store(1, Relaxed);
            writer.join().unwrap();
            (bounded, waiter.join().unwrap())
        });
        assert!(found.complete(), "{:?}", found.stopped_by());
        let all = [(false, 9), (true, 2), (true, 9)];
        assert!(
            found.outcomes().keys().eq(&all),
            "{:?}",
            found.outcomes().keys()
        );
    }
}

#[test]
fn a_poll_that_counts_after_a_flag_is_set() {
    let found = Explorer::new().explore(|| {
        let state = Arc::new(Mutex::new((0, false)));
        let poller = {
            let state = state.clone();
            thread::spawn(move || {
                loop {
                    let mut state = state.lock();
                    if matches!(state.0, 40 | 100) {
                        return state.0;
                    }
                    if state.1 {
                        state.0 += 1;
                    }
                }
            })
        };
        state.lock().1 = true;
        state.lock().0 = 100;
        poller.join().unwrap()
    });
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(
        found.outcomes().keys().eq(&[40, 100]),
        "{:?}",
        found.outcomes().keys()
    );
}

/// The same function waits several times, the first time with success.
#[test]
fn a_wait_that_is_called_in_a_loop() {
    fn get(x: &AtomicUsize) -> usize {
        x.load(Acquire)
    }
    let found = Explorer::new().max_steps(2000).explore(|| {
        let x = Arc::new(AtomicUsize::new(1));
        let reader = {
            let x = x.clone();
            thread::spawn(move || {
                for _ in 0..8 {
                    while get(&x) == 0 {}
                }
            })
        };
        x.store(0, Relaxed);
        x.store(1, Relaxed);
        reader.join().unwrap();
    });
    assert!(found.complete(), "{:?}", found.stopped_by());
}

/// The limit of an exploration, in processor time.
const LONGEST: Duration = Duration::from_secs(2);

/// The results of `body`, while another thread stores 1 and 2.
#[track_caller]
fn returns<O: Ord + Clone + Debug + Send + 'static>(
    whole: bool,
    body: fn(&AtomicUsize) -> O,
    expected: &[O],
) {
    for workers in [1, 3] {
        let found = Explorer::new()
            .max_steps(200)
            .max_duration(LONGEST)
            .workers(workers)
            .explore(move || {
                let x = Arc::new(AtomicUsize::new(0));
                let other = {
                    let x = x.clone();
                    thread::spawn(move || body(&x))
                };
                x.store(1, Relaxed);
                x.store(2, Relaxed);
                other.join().unwrap()
            });
        assert!(found.failures().is_empty(), "{:?}", found.failures());
        // An incomplete exploration is not a false proof.
        assert!(found.complete() || !whole, "{:?}", found.stopped_by());
        assert!(
            !found.complete() || found.outcomes().keys().eq(expected),
            "{:?}",
            found.outcomes().keys()
        );
    }
}

/// A round that reads 0 changes a variable, a round that reads 1 does not.
#[test]
fn the_effect_of_a_round_may_depend_on_its_reads() {
    fn last(x: &AtomicUsize) -> usize {
        let mut last = 0;
        loop {
            let seen = x.load(Relaxed);
            if seen == 2 {
                return last;
            }
            last = seen;
        }
    }
    fn most(x: &AtomicUsize) -> usize {
        let mut most = 0;
        loop {
            let seen = x.load(Relaxed);
            if seen == 2 {
                return most;
            }
            most = most.max(seen);
        }
    }
    fn half(x: &AtomicUsize) -> bool {
        let mut half = false;
        loop {
            match x.load(Relaxed) {
                2 => return half,
                1 => half = true,
                _ => {}
            }
        }
    }
    returns(true, last, &[0, 1]);
    returns(true, most, &[0, 1]);
    returns(true, half, &[false, true]);
}

/// Only a round that follows another one shows the effect.
#[test]
fn a_loop_that_compares_with_its_previous_round_fails() {
    let found = Explorer::new().explore(|| {
        let x = Arc::new(AtomicUsize::new(0));
        let reader = {
            let x = x.clone();
            thread::spawn(move || {
                let mut last = 0;
                loop {
                    let seen = x.load(Relaxed);
                    assert!(seen >= last, "down");
                    if seen == 3 {
                        return;
                    }
                    last = seen;
                }
            })
        };
        for value in [2, 1, 3] {
            x.store(value, Relaxed);
        }
        reader.join().unwrap();
    });
    let kinds: Vec<_> = found.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::Panic]);
}

/// The read with which the first call succeeds is not a round of the second call.
#[test]
fn a_function_that_waits_is_called_twice() {
    fn spins(x: &AtomicUsize, wanted: usize) -> bool {
        let mut spun = false;
        while x.load(Acquire) < wanted {
            spun = true;
        }
        spun
    }
    fn notes(x: &AtomicUsize, wanted: usize, note: bool) -> usize {
        let mut last = 0;
        loop {
            let seen = x.load(Relaxed);
            if seen >= wanted {
                return last;
            }
            if note {
                last = seen + 1;
            }
        }
    }
    returns(
        true,
        |x| [(); 2].map(|()| while x.load(Acquire) < 2 {}),
        &[[(), ()]],
    );
    let all = [(false, false), (false, true), (true, false), (true, true)];
    returns(false, |x| (spins(x, 1), spins(x, 2)), &all);
    returns(
        false,
        |x| (notes(x, 1, true), notes(x, 2, true)),
        &[(0, 0), (0, 2), (1, 0), (1, 2)],
    );
    returns(
        false,
        |x| (notes(x, 1, false), notes(x, 2, true)),
        &[(0, 0), (0, 2)],
    );
}

#[test]
fn a_try_read_that_polls_is_no_livelock() {
    let found = Explorer::new().explore(|| {
        let lock = Arc::new(RwLock::new(0));
        let reader = {
            let lock = lock.clone();
            thread::spawn(move || {
                loop {
                    if let Some(seen) = lock.try_read()
                        && *seen == 7
                    {
                        return;
                    }
                }
            })
        };
        *lock.write() = 7;
        reader.join().unwrap();
    });
    assert!(
        found.complete() && found.failures().is_empty(),
        "{:?}",
        found.failures()
    );
}
