//! Rounds that change nothing, and that still cannot be left out: what was seen in one
//! execution holds for no other.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::atomic::AtomicUsize;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, thread};

/// The plain cell is written only once the reader has gone on.
#[test]
fn a_data_race_with_a_failed_round_that_is_over_is_found() {
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

/// What the failed exchange has found is no reason to know what the first load would have
/// made known.
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

/// Whether the loop gives up follows from what the thread was given when it was spawned, or
/// finds behind a lock.
#[test]
fn a_loop_that_gives_up_because_of_what_its_thread_was_given() {
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
fn a_poll_that_counts_once_it_is_told_to() {
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

/// The same function waits several times, at first with success.
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
