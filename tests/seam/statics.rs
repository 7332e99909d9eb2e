//! Statics made by `const_new`: fresh in each execution, and unchanged for real.

use std::cell::Cell;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU64 as StdAtomicU64, Ordering::SeqCst};

use racelab::explore::{Exploration, Explorer, FailureKind};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Condvar, Mutex, MutexGuard, Once, OnceLock, RwLock, RwLockReadGuard, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::ways;

#[track_caller]
fn outcomes<O: Ord + Clone>(exploration: &Exploration<O>) -> Vec<O> {
    let failures = exploration.failures();
    assert!(failures.is_empty(), "{failures:?}");
    exploration.outcomes().keys().cloned().collect()
}

#[test]
fn are_fresh_in_every_execution_and_left_alone_by_them() {
    static X: AtomicU64 = AtomicU64::const_new(7);
    static Y: PlainCell<u8> = PlainCell::const_new(7);
    X.fetch_add(1, Relaxed);
    Y.set(Y.get() + 1);
    let exploration = ways::explore(|| {
        thread::scope(|s| {
            s.spawn(|| X.fetch_add(10, Relaxed));
            X.fetch_add(10, Relaxed);
        });
        Y.set(Y.get() + 10);
        (X.load(Relaxed), Y.get())
    });
    assert_eq!(exploration.executions(), 2);
    assert_eq!(outcomes(&exploration), [(27, 17)]);
    assert_eq!((X.load(Relaxed), Y.get()), (8, 8));
}

#[test]
fn with_locks_are_fresh_too_whatever_they_hold_for_real() {
    static LOG: Mutex<Vec<u8>> = Mutex::const_new(Vec::new());
    static NAME: RwLock<&str> = RwLock::const_new("at first");
    static START: Once = Once::const_new();
    static CHOICE: OnceLock<String> = OnceLock::const_new();
    let for_real = || {
        let name = *NAME.read();
        let chosen = CHOICE.get().cloned();
        (LOG.lock().clone(), name, START.is_completed(), chosen)
    };

    LOG.lock().push(0);
    *NAME.write() = "for real";
    START.call_once(|| ());
    CHOICE.set("real".to_owned()).unwrap();
    let before = for_real();
    let exploration = ways::explore(|| {
        assert!(LOG.lock().is_empty());
        assert_eq!(*NAME.read(), "at first");
        assert!(!START.is_completed());
        assert_eq!(CHOICE.get(), None);
        thread::scope(|s| {
            for number in [1, 2] {
                s.spawn(move || {
                    LOG.lock().push(number);
                    START.call_once(|| *NAME.write() = "explored");
                    CHOICE.get_or_init(|| number.to_string());
                });
            }
        });
        assert_eq!(*NAME.read(), "explored");
        assert!(START.is_completed());
        (LOG.lock().clone(), CHOICE.get().cloned())
    });
    let one = || Some("1".to_owned());
    let two = || Some("2".to_owned());
    assert_eq!(
        outcomes(&exploration),
        [
            (vec![1, 2], one()),
            (vec![1, 2], two()),
            (vec![2, 1], one()),
            (vec![2, 1], two()),
        ]
    );
    assert_eq!(for_real(), before);
    assert_eq!(before, (vec![0], "for real", true, Some("real".to_owned())));
}

#[test]
fn make_no_more_executions_than_other_objects() {
    static LOCKED: Mutex<u64> = Mutex::const_new(0);
    let of_statics = ways::explore(|| {
        thread::scope(|s| {
            s.spawn(|| *LOCKED.lock() += 1);
            s.spawn(|| *LOCKED.lock() += 1);
        });
        *LOCKED.lock()
    });
    let of_others = ways::explore(|| {
        let locked = Mutex::new(0_u64);
        thread::scope(|s| {
            s.spawn(|| *locked.lock() += 1);
            s.spawn(|| *locked.lock() += 1);
        });
        locked.into_inner()
    });
    assert_eq!(outcomes(&of_statics), [2]);
    assert_eq!(of_statics.executions(), of_others.executions());
}

#[test]
fn are_kept_apart_where_several_os_threads_explore() {
    static LOCKED: Mutex<Vec<u8>> = Mutex::const_new(Vec::new());
    static SHARED: RwLock<u8> = RwLock::const_new(0);
    static FIRST: OnceLock<u8> = OnceLock::const_new();
    static COUNT: AtomicU64 = AtomicU64::const_new(0);
    let program = || {
        thread::scope(|s| {
            for number in 1..=3 {
                s.spawn(move || {
                    LOCKED.lock().push(number);
                    *SHARED.write() += 1;
                    FIRST.get_or_init(|| number);
                    COUNT.fetch_add(1, Relaxed);
                });
            }
        });
        let first = *FIRST.get().expect("three have come");
        let locked = LOCKED.lock().clone();
        (locked, *SHARED.read(), first, COUNT.load(Relaxed))
    };
    let explore = |workers| Explorer::new().workers(workers).explore(program);
    let (one, others) = std::thread::scope(|s| {
        let others = [1, 2, 3].map(|workers| s.spawn(move || explore(workers)));
        (explore(1), others.map(|other| other.join().unwrap()))
    });
    assert_eq!(outcomes(&one).len(), 18);
    for other in others {
        assert_eq!(other.executions(), one.executions());
        assert_eq!(outcomes(&other), outcomes(&one));
    }
}

#[test]
fn are_seen_by_the_explorer() {
    static X: PlainCell<u8> = PlainCell::const_new(0);
    let exploration = ways::explore(|| {
        thread::scope(|s| {
            s.spawn(|| X.set(1));
            X.get()
        })
    });
    assert_eq!(exploration.failures()[0].kind, FailureKind::DataRace);
    assert_eq!(exploration.outcomes().len(), 2);

    static A: Mutex<()> = Mutex::const_new(());
    static B: RwLock<()> = RwLock::const_new(());
    let exploration = ways::explore(|| {
        thread::scope(|s| {
            s.spawn(|| {
                let _a = A.lock();
                let _b = B.write();
            });
            let _b = B.write();
            let _a = A.lock();
        });
    });
    assert_eq!(exploration.failures()[0].kind, FailureKind::Deadlock);
}

#[test]
fn are_nothing_loom_can_judge() {
    static X: AtomicU64 = AtomicU64::const_new(0);
    static Y: PlainCell<u8> = PlainCell::const_new(0);
    static M: Mutex<u8> = Mutex::const_new(0);
    static R: RwLock<u8> = RwLock::const_new(0);
    static O: Once = Once::const_new();
    static L: OnceLock<u8> = OnceLock::const_new();
    let programs: [(fn(), &str); 8] = [
        (|| _ = X.load(Relaxed), "AtomicU64"),
        (|| _ = Y.get(), "PlainCell"),
        (|| *M.lock() += 1, "Mutex"),
        (|| _ = M.try_lock(), "Mutex"),
        (|| _ = *R.read(), "RwLock"),
        (|| *R.write() += 1, "RwLock"),
        (|| O.call_once(|| ()), "Once"),
        (|| _ = L.get(), "OnceLock"),
    ];
    for (program, what) in programs {
        match judge(&LoomLimits::default(), program) {
            LoomVerdict::Undecided { reason, .. } => assert!(
                reason.starts_with(&format!(
                    "loom cannot see an object of const_new: the {what} at statics.rs:"
                )),
                "{reason}"
            ),
            verdict => panic!("{verdict:?}"),
        }
    }
    assert_eq!((*M.lock(), *R.read()), (0, 0));
}

#[test]
fn wait_on_condition_variables() {
    static READY: Mutex<bool> = Mutex::const_new(false);
    let exploration = ways::explore(|| {
        let changed = Condvar::new();
        thread::scope(|s| {
            s.spawn(|| {
                *READY.lock() = true;
                changed.notify_one();
            });
            let mut ready = READY.lock();
            changed.wait_while(&mut ready, |ready| !*ready);
            assert!(*ready);
        });
    });
    assert_eq!(outcomes(&exploration), [()]);
}

#[test]
fn hold_data_whose_size_the_caller_does_not_know() {
    static NUMBERS: Mutex<[u8; 3]> = Mutex::const_new([1, 2, 3]);
    static SHOWN: RwLock<u8> = RwLock::const_new(7);
    let program = || {
        let numbers: &Mutex<[u8]> = &NUMBERS;
        let shown: &RwLock<dyn std::fmt::Debug + Send + Sync> = &SHOWN;
        numbers.lock()[1] += 1;
        let text = format!("{:?} {:?}", &*numbers.lock(), &*shown.read());
        text
    };
    assert_eq!(program(), "[1, 3, 3] 7");
    assert_eq!(outcomes(&ways::explore(program)), ["[1, 3, 3] 7"]);
    assert_eq!(*NUMBERS.lock(), [1, 3, 3]);
}

#[test]
fn drop_no_value_as_no_static_does() {
    static DROPS: StdAtomicU64 = StdAtomicU64::new(0);
    #[derive(Clone)]
    struct Counted;
    impl Drop for Counted {
        fn drop(&mut self) {
            DROPS.fetch_add(1, SeqCst);
        }
    }
    static LOCKED: Mutex<Counted> = Mutex::const_new(Counted);
    static SHARED: RwLock<Counted> = RwLock::const_new(Counted);
    static SET: OnceLock<Counted> = OnceLock::const_new();
    ways::explore(|| {
        drop((LOCKED.lock(), SHARED.read()));
        SET.get_or_init(|| Counted);
    });
    assert_eq!(DROPS.load(SeqCst), 0);

    // A static in a real run that ends does drop what it has: its own value, and the copy with
    // which the executions began.
    drop(Mutex::const_new(Counted));
    assert_eq!(DROPS.load(SeqCst), 1);
    let used = Mutex::const_new(Counted);
    drop(used.lock());
    drop(used);
    assert_eq!(DROPS.load(SeqCst), 3);
}

#[test]
fn outlive_their_execution_if_a_handle_is_kept() {
    // Safe code can keep all of these. They must show the same after many further
    // executions.
    type Kept = (
        MutexGuard<'static, Vec<u64>>,
        RwLockReadGuard<'static, Vec<u64>>,
        &'static Vec<u64>,
    );
    static LOCKED: Mutex<Vec<u64>> = Mutex::const_new(Vec::new());
    static SHARED: RwLock<Vec<u64>> = RwLock::const_new(Vec::new());
    static SET: OnceLock<Vec<u64>> = OnceLock::const_new();
    static EXECUTION: StdAtomicU64 = StdAtomicU64::new(0);
    static LOOKED: StdAtomicU64 = StdAtomicU64::new(0);
    thread_local!(static KEPT: Cell<Option<(u64, Kept)>> = const { Cell::new(None) });
    ways::explore(|| {
        let number = EXECUTION.fetch_add(1, SeqCst);
        let racing = AtomicU64::new(0);
        thread::scope(|s| {
            s.spawn(|| racing.store(1, Relaxed));
            s.spawn(|| racing.store(2, Relaxed));
            racing.load(Relaxed);
        });
        if let Some((old, (locked, shared, set))) = KEPT.take() {
            assert_eq!([&*locked, &*shared, set], [&[old; 4]; 3]);
            LOOKED.fetch_add(1, SeqCst);
        }
        LOCKED.lock().extend([number; 4]);
        SHARED.write().extend([number; 4]);
        let set = SET.get_or_init(|| vec![number; 4]);
        KEPT.set(Some((number, (LOCKED.lock(), SHARED.read(), set))));
        std::mem::forget(SHARED.read());
    });
    assert!(LOOKED.load(SeqCst) >= 4);
}

#[test]
fn are_cloned_by_no_thread() {
    // An operation in a clone would belong to the thread that comes first. If it belonged to
    // no thread, it could leave a message for the next execution.
    static CLONES: AtomicU64 = AtomicU64::const_new(0);
    #[derive(Debug)]
    struct Counting;
    impl Clone for Counting {
        fn clone(&self) -> Self {
            CLONES.fetch_add(1, Relaxed);
            Self
        }
    }
    struct Named(Option<thread::ThreadId>);
    impl Clone for Named {
        fn clone(&self) -> Self {
            Self(Some(thread::current().id()))
        }
    }
    static COUNTING: Mutex<Counting> = Mutex::const_new(Counting);
    static NAMED: RwLock<Named> = RwLock::const_new(Named(None));
    for program in [(|| drop(COUNTING.lock())) as fn(), || _ = NAMED.read().0] {
        let exploration = Explorer::new().explore(program);
        let failure = &exploration.failures()[0];
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(
            failure
                .message
                .starts_with("the first value of a static was cloned with an operation"),
            "{}",
            failure.message
        );
    }
    assert_eq!(CLONES.load(Relaxed), 0);
    drop(COUNTING.lock());
    assert_eq!(CLONES.load(Relaxed), 1, "for real");
}

#[test]
fn whose_clone_panics_fail_and_leave_the_explorer_whole() {
    struct Bomb;
    impl Clone for Bomb {
        fn clone(&self) -> Self {
            std::panic::resume_unwind(Box::new("no clone"))
        }
    }
    static LOCKED: Mutex<Bomb> = Mutex::const_new(Bomb);
    let exploration = Explorer::new().explore(|| drop(LOCKED.lock()));
    let failure = &exploration.failures()[0];
    assert_eq!(failure.kind, FailureKind::Panic);
    assert_eq!(failure.message, "no clone");
    assert!(catch_unwind(|| drop(LOCKED.lock())).is_err());
}

#[test]
fn have_no_data_of_their_own_to_give_in_a_model() {
    for (program, method) in [
        (
            (|| _ = Mutex::const_new(1).into_inner()) as fn(),
            "into_inner",
        ),
        (|| *Mutex::const_new(1).get_mut() += 1, "get_mut"),
        (|| _ = RwLock::const_new(1).into_inner(), "into_inner"),
        (|| *RwLock::const_new(1).get_mut() += 1, "get_mut"),
    ] {
        program();
        let exploration = Explorer::new().explore(program);
        let message = &exploration.failures()[0].message;
        assert!(
            message.starts_with(&format!("{method} cannot follow a "))
                && message.contains("of const_new (statics.rs:"),
            "{message}"
        );
    }
}

#[test]
fn keep_what_they_were_at_first_when_get_mut_changes_them() {
    let mut changed = Box::new(Mutex::const_new(1));
    *changed.get_mut() = 2;
    let changed: &'static _ = Box::leak(changed);
    let exploration = Explorer::new().explore(|| *changed.lock());
    assert_eq!(outcomes(&exploration), [1]);
    assert_eq!(*changed.lock(), 2);
}
