//! Accesses that happens-before does not order.

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::{Arc, Mutex, cell, thread};

use crate::only_failure;

#[test]
fn on_a_cell_are_found_in_every_order_and_end_no_execution() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(cell::PlainCell::new(0_u64).named("x"));
        let threads = [1, 2].map(|d| {
            let x = x.clone();
            thread::spawn(move || x.set(x.get() + d))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        x.get()
    });
    let outcomes: Vec<_> = exploration.outcomes().keys().copied().collect();
    assert_eq!(outcomes, [1, 2, 3]);
    assert_eq!(exploration.executions(), 4);
    for failure in exploration.failures() {
        assert_eq!(failure.kind, FailureKind::DataRace);
        assert_eq!(failure.executions, 4);
    }
    assert_eq!(
        exploration.failures().len(),
        2,
        "read-write and write-write"
    );
}

/// A cell that threads share, as an `UnsafeCell` alone is not Sync.
struct Shared(cell::UnsafeCell<u64>);

// SAFETY: each access to the data has its own argument.
unsafe impl Sync for Shared {}

#[test]
fn are_none_where_a_lock_orders_the_accesses() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new((Mutex::new(()), Shared(cell::UnsafeCell::new(0_u64))));
        let threads = [(); 2].map(|()| {
            let x = x.clone();
            thread::spawn(move || {
                let _held = x.0.lock();
                // SAFETY: only the holder of the lock gets here.
                x.1.0.with_mut(|p| unsafe { *p += 1 });
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
        // SAFETY: the threads have ended.
        x.1.0.with(|p| unsafe { *p })
    });
    assert!(exploration.failures().is_empty());
    assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&2]);
}

#[test]
fn on_an_unsafe_cell_are_found_without_being_events() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(Shared(cell::UnsafeCell::new(0_u64)));
        let other = thread::spawn({
            let x = x.clone();
            // SAFETY: model threads run one at a time.
            move || x.0.with_mut(|p| unsafe { *p += 1 })
        });
        // SAFETY: as above.
        x.0.with_mut(|p| unsafe { *p += 1 });
        other.join().unwrap();
    });
    assert_eq!(only_failure(&exploration).0, FailureKind::DataRace);
    assert_eq!(exploration.executions(), 1);
}

/// An object that a thread makes while others run, and that they find without the explorer.
mod makings {
    use std::sync::{Arc as StdArc, Mutex as StdMutex};

    use racelab::explore::{Exploration, Explorer, FailureKind};
    use racelab::sync::atomic::{AtomicBool, AtomicU64, Ordering, Ordering::*, fence};
    use racelab::sync::{Arc, Barrier, Mutex, Once, RwLock, cell::PlainCell, mpsc, thread};

    use super::Shared;
    use crate::only_failure;

    /// One thread makes an object and sets a flag; the main thread uses the object if it
    /// sees the flag. Returns whether it did.
    fn published<T: Send + 'static>(
        make: fn() -> T,
        [raise, look]: [Ordering; 2],
        use_it: fn(&T),
    ) -> Exploration<bool>
    where
        StdMutex<Option<T>>: Sync,
    {
        Explorer::new().explore(move || {
            let slot = StdArc::new(StdMutex::new(None));
            let flag = Arc::new(AtomicBool::new(false));
            let maker = thread::spawn({
                let (slot, flag) = (StdArc::clone(&slot), Arc::clone(&flag));
                move || {
                    *slot.lock().unwrap() = Some(make());
                    flag.store(true, raise);
                }
            });
            let seen = flag.load(look);
            if seen {
                let object = slot.lock().unwrap().take().expect("made before the flag");
                use_it(&object);
            }
            maker.join().unwrap();
            seen
        })
    }

    #[track_caller]
    fn is_a_race<T: Send + 'static>(how: &str, make: fn() -> T, use_it: fn(&T)) {
        for orders in [[Relaxed, Relaxed], [Release, Relaxed], [Relaxed, Acquire]] {
            let exploration = published(make, orders, use_it);
            let (kind, message) = only_failure(&exploration);
            assert_eq!(kind, FailureKind::DataRace);
            assert!(
                message.starts_with("the making at data_races.rs:")
                    && message.contains(&format!("and the {how} at data_races.rs:"))
                    && message.contains("are in different threads, and nothing orders the two"),
                "{message}"
            );
            assert_eq!(exploration.failures()[0].executions, 1);
        }
        let exploration = published(make, [Release, Acquire], use_it);
        assert!(
            exploration.failures().is_empty(),
            "{:?}",
            exploration.failures()
        );
        assert_eq!(exploration.outcomes().len(), 2);
    }

    // Not `Once::new` and the like alone: then they would be called from a line of std's.
    #[allow(clippy::redundant_closure)]
    #[test]
    fn race_with_every_use_that_they_do_not_happen_before() {
        is_a_race("read", || PlainCell::new(7), |x| _ = x.get());
        is_a_race("write", || PlainCell::new(7), |x| x.set(1));
        is_a_race("read", || AtomicU64::new(7), |x| _ = x.load(Acquire));
        is_a_race("write", || AtomicU64::new(7), |x| x.store(1, Release));
        is_a_race("write", || AtomicU64::new(7), |x| _ = x.swap(1, AcqRel));
        is_a_race("use", || Mutex::new(7), |x| *x.lock() += 1);
        is_a_race("use", || Mutex::new(7), |x| _ = x.try_lock());
        is_a_race("use", || RwLock::new(7), |x| _ = *x.read());
        is_a_race("use", || RwLock::new(7), |x| *x.write() += 1);
        is_a_race("use", || Barrier::new(1), |x| _ = x.wait());
        is_a_race("use", || Once::new(), |x| x.call_once(|| ()));
        is_a_race("use", || mpsc::channel::<u8>(), |x| _ = x.0.send(1));
        is_a_race(
            "read",
            || Shared(racelab::sync::cell::UnsafeCell::new(7)),
            |x| x.0.with(|_| ()),
        );
        is_a_race(
            "write",
            || Shared(racelab::sync::cell::UnsafeCell::new(7)),
            |x| x.0.with_mut(|_| ()),
        );
    }

    #[test]
    fn are_ordered_by_fences_too() {
        let exploration = Explorer::new().explore(|| {
            let slot = StdArc::new(StdMutex::new(None));
            let flag = Arc::new(AtomicBool::new(false));
            let maker = thread::spawn({
                let (slot, flag) = (StdArc::clone(&slot), Arc::clone(&flag));
                move || {
                    *slot.lock().unwrap() = Some(PlainCell::new(7));
                    fence(Release);
                    flag.store(true, Relaxed);
                }
            });
            if flag.load(Relaxed) {
                fence(Acquire);
                let cell = slot.lock().unwrap().take().expect("made");
                assert_eq!(cell.into_inner(), 7);
            }
            maker.join().unwrap();
        });
        assert!(exploration.failures().is_empty());
    }

    #[test]
    fn are_ordered_by_whatever_hands_the_object_over() {
        let exploration = Explorer::new().explore(|| {
            let behind_a_lock = Arc::new(Mutex::new(None));
            let (sender, receiver) = mpsc::channel();
            let maker = thread::spawn({
                let behind_a_lock = Arc::clone(&behind_a_lock);
                move || {
                    *behind_a_lock.lock() = Some(PlainCell::new(1));
                    sender.send(PlainCell::new(2)).unwrap();
                    let given = Arc::new(PlainCell::new(3));
                    let also = Arc::clone(&given);
                    thread::spawn(move || also.set(4)).join().unwrap();
                    given
                }
            });
            if let Some(cell) = &*behind_a_lock.lock() {
                cell.set(5);
            }
            assert_eq!(receiver.recv().unwrap().get(), 2);
            assert_eq!(maker.join().unwrap().get(), 4);
        });
        assert!(
            exploration.failures().is_empty(),
            "{:?}",
            exploration.failures()
        );
    }

    #[test]
    fn of_an_atomic_begin_anew_where_get_mut_writes() {
        // A write through `get_mut` is as plain as the making.
        let changed = |orders| {
            published(
                || {
                    let mut x = AtomicU64::new(7);
                    *x.get_mut() += 1;
                    x
                },
                orders,
                |x| assert_eq!(x.load(Relaxed), 8),
            )
        };
        let exploration = changed([Relaxed, Relaxed]);
        assert_eq!(only_failure(&exploration).0, FailureKind::DataRace);
        assert!(changed([Release, Acquire]).failures().is_empty());
    }

    #[test]
    fn of_statics_came_before_everything() {
        static X: PlainCell<u8> = PlainCell::const_new(7);
        let exploration = Explorer::new().explore(|| {
            let first = thread::spawn(|| X.get());
            (X.get(), first.join().unwrap())
        });
        assert!(exploration.failures().is_empty());
    }

    #[test]
    fn of_what_get_mut_lends_out_are_found() {
        let lends: [fn(&mut Mutex<u64>); 2] = [|lock| *lock.get_mut() = 8, |_| {}];
        for (lend, races) in lends.into_iter().zip([true, false]) {
            for (raise, look) in [(Relaxed, Relaxed), (Release, Acquire)] {
                let exploration = Explorer::new().explore(move || {
                    let lock = StdArc::new(StdMutex::new(Some(Box::new(Mutex::new(1)))));
                    let flag = Arc::new(AtomicBool::new(false));
                    let lender = thread::spawn({
                        let (lock, flag) = (StdArc::clone(&lock), Arc::clone(&flag));
                        move || {
                            lend(lock.lock().unwrap().as_mut().expect("taken later"));
                            flag.store(true, raise);
                        }
                    });
                    let mut seen = 0;
                    if flag.load(look) {
                        let lock = lock.lock().unwrap().take().expect("taken once");
                        seen = *lock.lock();
                    }
                    lender.join().unwrap();
                    seen
                });
                let found: Vec<FailureKind> =
                    exploration.failures().iter().map(|f| f.kind).collect();
                match races && raise == Relaxed {
                    true => assert_eq!(found, [FailureKind::DataRace]),
                    false => assert_eq!(found, []),
                }
            }
        }
    }

    #[test]
    fn are_none_where_get_mut_comes_behind_a_join() {
        let exploration = Explorer::new().explore(|| {
            let mut lock = RwLock::new(0);
            thread::scope(|s| {
                s.spawn(|| *lock.write() += 1);
                s.spawn(|| *lock.write() += 1);
            });
            *lock.get_mut() += 1;
            let lock = Arc::new(lock);
            let other = Arc::clone(&lock);
            let reader = thread::spawn(move || *other.read());
            (*lock.read(), reader.join().unwrap())
        });
        assert!(exploration.failures().is_empty());
        assert!(exploration.outcomes().keys().eq([&(3, 3)]));
    }
}
