//! The threads of an execution that is discarded or has failed. They finish with real operations,
//! or stop where they are.

use std::sync::atomic::{AtomicI64 as StdAtomicI64, Ordering as StdOrdering};

use racelab::explore::{Explorer, FailureKind, StoppedBy};
use racelab::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint::spin_loop;
use racelab::sync::{Arc, Mutex, thread};

use crate::only_failure;

/// Knows its possible states, like the sender of a oneshot channel.
struct Knowing(Arc<AtomicU64>);

impl Drop for Knowing {
    fn drop(&mut self) {
        match self.0.swap(3, AcqRel) {
            1 | 2 => {}
            _ => unreachable!("no such state"),
        }
    }
}

#[test]
fn a_destructor_never_gets_an_invented_answer() {
    let exploration = Explorer::new().explore(|| {
        let state = Arc::new(AtomicU64::new(1));
        let knowing = Knowing(state.clone());
        let flag = Arc::new(AtomicBool::new(false));
        let child = thread::spawn({
            let flag = flag.clone();
            move || {
                let _knowing = knowing;
                while !flag.load(Acquire) {
                    thread::yield_now();
                }
            }
        });
        flag.store(true, Release);
        child.join().unwrap();
        state.load(Relaxed)
    });
    assert!(exploration.complete() && exploration.failures().is_empty());
    assert!(exploration.discarded() > 0);
    assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&3]);
}

/// Counts the existing values.
struct Counted(&'static StdAtomicI64);

impl Counted {
    fn new(count: &'static StdAtomicI64) -> Self {
        count.fetch_add(1, StdOrdering::SeqCst);
        Self(count)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, StdOrdering::SeqCst);
    }
}

/// Counts up to `threads` with a test-and-test-and-set lock; each thread owns a value that
/// `there` counts.
fn test_and_test_and_set(threads: u64, there: &'static StdAtomicI64) -> u64 {
    struct Lock {
        locked: AtomicBool,
        count: PlainCell<u64>,
    }
    let lock = Arc::new(Lock {
        locked: AtomicBool::new(false),
        count: PlainCell::new(0),
    });
    let threads: Vec<_> = (0..threads)
        .map(|_| {
            let (lock, counted) = (lock.clone(), Counted::new(there));
            thread::spawn(move || {
                let _counted = counted;
                loop {
                    while lock.locked.load(Acquire) {
                        spin_loop();
                    }
                    if !lock.locked.swap(true, Acquire) {
                        break;
                    }
                }
                lock.count.set(lock.count.get() + 1);
                lock.locked.store(false, Release);
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    lock.count.get()
}

#[test]
fn threads_of_discarded_executions_come_to_their_ends() {
    static THERE: StdAtomicI64 = StdAtomicI64::new(0);
    let exploration = Explorer::new().explore(|| test_and_test_and_set(2, &THERE));
    assert!(exploration.discarded() > 0);
    assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&2]);
    assert_eq!(THERE.load(StdOrdering::SeqCst), 0);
}

#[test]
#[ignore = "takes a minute: a million discarded executions"]
fn a_million_discarded_executions_stay_in_memory() {
    static THERE: StdAtomicI64 = StdAtomicI64::new(0);
    let mut discarded = 0;
    while discarded < 1_000_000 {
        let exploration = Explorer::new().explore(|| test_and_test_and_set(3, &THERE));
        assert!(exploration.complete() && exploration.failures().is_empty());
        discarded += exploration.discarded();
    }
    assert_eq!(THERE.load(StdOrdering::SeqCst), 0);
    #[cfg(target_os = "linux")]
    {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find(|line| line.starts_with("VmHWM:"));
        let peak = peak
            .and_then(|line| line.split_whitespace().nth(1))
            .unwrap();
        let kibibytes: u64 = peak.parse().unwrap();
        assert!(kibibytes < 256 << 10, "{kibibytes} KiB");
    }
}

#[test]
fn the_parent_of_a_thread_that_panicked_goes_on_after_the_execution_is_recorded() {
    static THERE: StdAtomicI64 = StdAtomicI64::new(0);
    static ERRORS: StdAtomicI64 = StdAtomicI64::new(0);
    let exploration = Explorer::new().explore(|| {
        let _counted = Counted::new(&THERE);
        let lock = Arc::new(Mutex::new(0));
        let child = thread::spawn({
            let lock = lock.clone();
            move || {
                let _held = lock.lock();
                panic!("of the child");
            }
        });
        let error = child.join().unwrap_err();
        ERRORS.fetch_add(1, StdOrdering::SeqCst);
        // Operations while the threads finish belong to no execution.
        *lock.lock() += 1;
        panic!("of the parent, after {:?}", error.downcast_ref::<&str>());
    });
    let (kind, message) = only_failure(&exploration);
    assert_eq!(kind, FailureKind::Panic);
    assert!(message.starts_with("of the child"), "{message}");
    assert_eq!(ERRORS.load(StdOrdering::SeqCst), 1);
    assert_eq!(THERE.load(StdOrdering::SeqCst), 0);
}

#[test]
fn an_outcome_of_a_finishing_execution_does_not_count() {
    let program = || {
        let child = thread::spawn(|| panic!("of the child"));
        let _ = child.join();
        7
    };
    let exploration = Explorer::new().explore(program);
    assert_eq!(only_failure(&exploration).0, FailureKind::Panic);
    assert!(exploration.outcomes().is_empty());
    let schedule = &exploration.failures()[0].execution.schedule;
    let replay = Explorer::new().replay(schedule, program).unwrap();
    assert_eq!(replay.outcome, None);
    let look = Explorer::new().look(schedule, program).unwrap();
    assert_eq!(look.outcome, None);
    let states = Explorer::new().state_graph(100, program);
    assert!(states.nodes.iter().all(|state| state.outcome.is_none()));
}

#[test]
fn a_scope_with_a_thread_that_panicked_panics_after_the_execution_is_recorded() {
    static THERE: StdAtomicI64 = StdAtomicI64::new(0);
    static AFTER: StdAtomicI64 = StdAtomicI64::new(0);
    let exploration = Explorer::new().explore(|| {
        let counted = Counted::new(&THERE);
        thread::scope(|scope| {
            scope.spawn(|| {
                let _counted = &counted;
                panic!("of the child");
            });
        });
        AFTER.fetch_add(1, StdOrdering::SeqCst);
    });
    assert_eq!(only_failure(&exploration).0, FailureKind::Panic);
    assert_eq!(AFTER.load(StdOrdering::SeqCst), 0);
    assert_eq!(THERE.load(StdOrdering::SeqCst), 0);
}

#[test]
fn a_thread_that_is_stuck_runs_no_destructor() {
    static THERE: StdAtomicI64 = StdAtomicI64::new(0);
    let exploration = Explorer::new().explore(|| {
        let [a, b] = [0, 0].map(|_| Arc::new(Mutex::new(())));
        let child = thread::spawn({
            let (a, b, counted) = (a.clone(), b.clone(), Counted::new(&THERE));
            move || {
                let _counted = counted;
                let _b = b.lock();
                let _a = a.lock();
            }
        });
        {
            let _a = a.lock();
            let _b = b.lock();
        }
        child.join().unwrap();
    });
    let failure = &exploration.failures()[0];
    assert_eq!(failure.kind, FailureKind::Deadlock);
    let deadlocks = i64::try_from(failure.executions).unwrap();
    assert!(deadlocks > 0);
    assert_eq!(THERE.load(StdOrdering::SeqCst), deadlocks);
}

#[test]
fn a_loop_that_never_ends_is_stopped() {
    let exploration = Explorer::new().explore(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let child = thread::spawn({
            let flag = flag.clone();
            move || {
                assert!(!flag.load(Relaxed), "always, or almost");
                flag.store(true, Release);
            }
        });
        // If the child has panicked, this goes on for ever.
        flag.swap(true, Relaxed);
        while flag.swap(true, Acquire) {
            spin_loop();
        }
        child.join().unwrap();
    });
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert!(kinds.contains(&FailureKind::Panic), "{kinds:?}");
    assert!(exploration.complete());
}

#[test]
#[ignore = "takes seconds: a hundred thousand deadlocks"]
fn what_stuck_threads_leak_is_bounded() {
    let exploration = Explorer::new().explore(|| {
        let (count, lock) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(())));
        let threads = [0; 5].map(|_| {
            let (count, lock) = (count.clone(), lock.clone());
            thread::spawn(move || {
                for _ in 0..2 {
                    *count.lock() += 1;
                }
                if *count.lock() == 10 {
                    let _held = lock.lock();
                    let _again = lock.lock();
                }
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
    });
    let mut kinds = exploration.failures().iter().map(|failure| failure.kind);
    assert!(kinds.all(|kind| kind == FailureKind::Deadlock));
    assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Memory));
}
