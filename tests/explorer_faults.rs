//! Programs that are wrong in themselves: each gets an error of its own kind, and
//! the explorer survives all of them.

use std::process::Command;
use std::sync::atomic::{AtomicU64 as StdAtomicU64, Ordering::SeqCst};

use racelab::explore::{Exploration, Explorer, FailureKind, StoppedBy};
use racelab::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Condvar, Mutex, cell, thread};

/// The one failure of an exploration, with its kind and message.
fn only_failure<O>(exploration: &Exploration<O>) -> (FailureKind, &str) {
    let [failure] = exploration.failures() else {
        panic!("one failure expected: {:?}", exploration.failures());
    };
    (failure.kind, &failure.message)
}

mod panics {
    use super::*;

    #[test]
    fn is_a_failure_with_its_message_and_line() {
        let line = line!() + 1;
        let exploration = Explorer::new().explore(|| panic!("out of cheese"));
        let (kind, message) = only_failure(&exploration);
        assert_eq!(kind, FailureKind::Panic);
        assert_eq!(
            message,
            format!("out of cheese (explorer_faults.rs:{line})")
        );
        assert!(exploration.complete() && exploration.outcomes().is_empty());
    }

    #[test]
    fn does_not_hide_what_other_threads_would_have_done() {
        // Only the write of the other thread, which comes after the panic in the
        // order of exploration, leads to the second outcome.
        let exploration = Explorer::new().explore(|| {
            let x = Arc::new(AtomicU64::new(0));
            let writer = thread::spawn({
                let x = x.clone();
                move || x.store(1, Relaxed)
            });
            assert_eq!(x.load(Relaxed), 1, "too early");
            writer.join().unwrap();
        });
        assert_eq!(only_failure(&exploration).0, FailureKind::Panic);
        assert_eq!(exploration.outcomes().len(), 1);
        assert_eq!(exploration.executions(), 2);
    }

    #[test]
    fn that_is_caught_is_a_failure_all_the_same() {
        let exploration = Explorer::new().explore(|| {
            let x = AtomicU64::new(0);
            let caught = std::panic::catch_unwind(|| panic!("swallowed"));
            assert!(caught.is_err());
            x.load(Relaxed)
        });
        assert_eq!(only_failure(&exploration).0, FailureKind::Panic);
        assert!(only_failure(&exploration).1.starts_with("swallowed"));
    }

    #[test]
    fn that_no_hook_hears_of_is_a_failure_if_a_destructor_does_anything_meanwhile() {
        struct Later<'a>(&'a Mutex<u64>);
        impl Drop for Later<'_> {
            fn drop(&mut self) {
                *self.0.lock() += 1;
            }
        }
        let thrown = |what: fn(&Mutex<u64>)| {
            Explorer::new().explore(move || {
                let x = Mutex::new(0);
                let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| what(&x)));
                assert!(caught.is_err());
                *x.lock()
            })
        };
        let unseen = thrown(|x| {
            let _later = Later(x);
            std::panic::resume_unwind(Box::new(()));
        });
        assert_eq!(only_failure(&unseen).0, FailureKind::Panic);
        let seen = thrown(|x| {
            drop(Later(x));
            std::panic::resume_unwind(Box::new(()));
        });
        assert!(seen.failures().is_empty());
        assert_eq!(seen.outcomes().keys().collect::<Vec<_>>(), [&1]);
    }

    #[test]
    fn in_a_destructor_is_a_panic_like_any_other() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("boom");
            }
        }
        let exploration = Explorer::new().explore(|| drop(Bomb));
        let (kind, message) = only_failure(&exploration);
        assert_eq!(kind, FailureKind::Panic);
        assert!(
            message.starts_with("boom (explorer_faults.rs:"),
            "{message}"
        );
    }

    /// What a process says that runs this test of this file alone, which must not
    /// come to its end.
    fn last_words_of(test: &str) -> String {
        let this = std::env::current_exe().expect("the path of this test");
        let child = Command::new(this)
            .args(["--exact", test, "--ignored", "--nocapture"])
            .output()
            .expect("this test program runs");
        assert!(!child.status.success(), "{child:?}");
        String::from_utf8_lossy(&child.stderr).into_owned()
    }

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("second");
        }
    }

    #[test]
    #[ignore = "ends its process: run by the test below"]
    fn unwinding_bomb() {
        Explorer::new().explore(|| {
            let _bomb = Bomb;
            panic!("first");
        });
    }

    #[test]
    fn in_a_destructor_while_unwinding_ends_the_process_with_a_reason() {
        let words = last_words_of("panics::unwinding_bomb");
        assert!(
            words.contains(
                "a destructor of thread M panicked ('second') while it was unwinding \
                 from the panic 'first'"
            ),
            "{words}"
        );
    }

    #[test]
    #[ignore = "ends its process: run by the test below"]
    fn discarded_bomb() {
        Explorer::new().explore(|| {
            let lock = Mutex::new(());
            let _bomb = Bomb;
            let _held = lock.lock();
            let _again = lock.lock();
        });
    }

    #[test]
    fn in_a_destructor_of_a_discarded_execution_ends_the_process_with_a_reason() {
        let words = last_words_of("panics::discarded_bomb");
        assert!(
            words.contains("('second') while the execution could not go on"),
            "{words}"
        );
    }

    #[test]
    fn of_a_scope_unwinds_the_children_before_the_parent() {
        static CHILDREN_GONE: StdAtomicU64 = StdAtomicU64::new(0);
        static SEEN_BY_PARENT: StdAtomicU64 = StdAtomicU64::new(0);
        struct Child;
        impl Drop for Child {
            fn drop(&mut self) {
                CHILDREN_GONE.fetch_add(1, SeqCst);
            }
        }
        struct Parent;
        impl Drop for Parent {
            fn drop(&mut self) {
                SEEN_BY_PARENT.store(CHILDREN_GONE.load(SeqCst), SeqCst);
            }
        }
        let exploration = Explorer::new().stop_at_first_failure(true).explore(|| {
            let lock = Mutex::new(());
            let _parent = Parent;
            thread::scope(|scope| {
                let _held = std::mem::ManuallyDrop::new(lock.lock());
                for _ in 0..2 {
                    scope.spawn(|| {
                        let _child = Child;
                        let _never = lock.lock();
                    });
                }
                panic!("the scope's body fails");
            });
        });
        assert_eq!(only_failure(&exploration).0, FailureKind::Panic);
        assert_eq!(SEEN_BY_PARENT.load(SeqCst), 2);
    }
}

mod programs_that_depend_on_more_than_their_schedule {
    use super::*;

    #[test]
    fn that_do_other_operations_are_told_so() {
        static RUNS: StdAtomicU64 = StdAtomicU64::new(0);
        let exploration = Explorer::new().explore(|| {
            let x = Arc::new(AtomicU64::new(0));
            let writer = thread::spawn({
                let x = x.clone();
                move || x.store(1, Relaxed)
            });
            x.load(Relaxed);
            if RUNS.fetch_add(1, SeqCst) % 2 == 1 {
                x.store(2, Relaxed);
            }
            x.load(Relaxed);
            writer.join().unwrap();
        });
        let failure = exploration.failures().last().expect("a failure");
        assert_eq!(failure.kind, FailureKind::Nondeterminism);
        assert!(
            failure.message.contains("explorer_faults.rs:"),
            "{}",
            failure.message
        );
        assert!(!exploration.complete());
    }

    #[test]
    fn that_return_another_value_are_told_so() {
        static RUNS: StdAtomicU64 = StdAtomicU64::new(0);
        let exploration = Explorer::new().explore(|| RUNS.fetch_add(1, SeqCst));
        assert_eq!(only_failure(&exploration).0, FailureKind::Nondeterminism);
        assert!(!exploration.complete());
    }
}

mod limits {
    use super::*;

    #[test]
    fn of_threads_stop_the_exploration_with_a_reason() {
        let exploration = Explorer::new().explore(|| {
            let threads: Vec<_> = (0..20).map(|_| thread::spawn(|| ())).collect();
            for thread in threads {
                thread.join().unwrap();
            }
        });
        assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Threads));
        let words = exploration.stopped_by().unwrap().to_string();
        assert!(words.contains("more than 16 threads"), "{words}");
    }

    #[test]
    fn let_sixteen_threads_pass() {
        let exploration = Explorer::new().explore(|| {
            let threads: Vec<_> = (0..15).map(|_| thread::spawn(|| ())).collect();
            for thread in threads {
                thread.join().unwrap();
            }
        });
        assert!(exploration.complete());
        assert_eq!(exploration.executions(), 1);
    }

    #[test]
    fn of_operations_stop_the_exploration_with_a_reason() {
        let exploration = Explorer::new().explore(|| {
            let x = AtomicU64::new(0);
            for i in 0..100_000 {
                x.store(i, Relaxed);
            }
        });
        assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Steps(10_000)));
        assert_eq!(exploration.executions(), 0);
    }

    #[test]
    fn of_executions_are_met_exactly() {
        let exploration = Explorer::new().max_executions(3).explore(two_increments);
        assert_eq!(exploration.executions(), 3);
        assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Executions(3)));
        // As many as there are is no limit that was reached.
        let exploration = Explorer::new().max_executions(4).explore(two_increments);
        assert!(exploration.complete());
    }

    #[test]
    fn of_memory_stop_programs_with_far_too_many_executions() {
        let exploration = Explorer::new().explore(|| {
            let x = Arc::new(AtomicU64::new(0));
            let threads = [(); 2].map(|()| {
                let x = x.clone();
                thread::spawn(move || {
                    for _ in 0..1000 {
                        x.store(x.load(Relaxed) + 1, Relaxed);
                    }
                })
            });
            for thread in threads {
                thread.join().unwrap();
            }
        });
        assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Memory));
    }

    fn two_increments() -> u64 {
        let x = Arc::new(AtomicU64::new(0));
        let threads = [(); 2].map(|()| {
            let x = x.clone();
            thread::spawn(move || x.store(x.load(Relaxed) + 1, Relaxed))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        x.load(Relaxed)
    }
}

mod waiting {
    use super::*;

    #[test]
    fn for_oneself_is_a_deadlock_that_says_so() {
        let exploration = Explorer::new().explore(|| {
            let lock = Mutex::new(()).named("m");
            let _held = lock.lock();
            let _again = lock.lock();
        });
        assert_eq!(
            only_failure(&exploration),
            (
                FailureKind::Deadlock,
                "M waits for lock m, which it holds itself"
            )
        );
    }

    #[test]
    fn for_each_other_is_a_deadlock_with_both_reasons_and_the_rest_is_explored() {
        let exploration = Explorer::new().explore(|| {
            let locks = Arc::new([Mutex::new(()).named("left"), Mutex::new(()).named("right")]);
            let threads = [[0, 1], [1, 0]].map(|order| {
                let locks = locks.clone();
                thread::spawn(move || {
                    let _first = locks[order[0]].lock();
                    let _second = locks[order[1]].lock();
                })
            });
            for thread in threads {
                thread.join().unwrap();
            }
        });
        assert_eq!(
            only_failure(&exploration),
            (
                FailureKind::Deadlock,
                "A waits for lock right, held by B; B waits for lock left, held by A"
            )
        );
        let failure = &exploration.failures()[0];
        assert_eq!(failure.execution.schedule.to_string(), "AB");
        assert_eq!(failure.execution.preemptions, 1);
        assert_eq!(exploration.outcomes().len(), 1);
    }

    #[test]
    fn for_a_notification_that_came_too_early_is_a_deadlock() {
        let exploration = Explorer::new().explore(|| {
            let pair = Arc::new((Mutex::new(()), Condvar::new().named("ready")));
            let waiter = thread::spawn({
                let pair = pair.clone();
                move || pair.1.wait(&mut pair.0.lock())
            });
            pair.1.notify_one();
            waiter.join().unwrap();
        });
        assert_eq!(
            only_failure(&exploration),
            (FailureKind::Deadlock, "A waits to be notified on ready")
        );
        assert_eq!(exploration.outcomes().len(), 1);
    }

    #[test]
    fn in_a_loop_for_what_nobody_writes_is_a_livelock() {
        let exploration = Explorer::new().explore(|| {
            let flag = AtomicBool::new(false).named("flag");
            while !flag.load(Relaxed) {
                racelab::sync::hint::spin_loop();
            }
        });
        assert_eq!(
            only_failure(&exploration),
            (
                FailureKind::Livelock,
                "M goes round a loop on flag and reads false"
            )
        );
    }

    #[test]
    fn in_a_loop_that_ends_by_itself_is_no_livelock() {
        let exploration = Explorer::new().explore(|| {
            let flag = Arc::new(AtomicBool::new(false));
            let writer = thread::spawn({
                let flag = flag.clone();
                move || flag.store(true, Relaxed)
            });
            let tries = (0..8).find(|_| flag.load(Relaxed));
            writer.join().unwrap();
            tries
        });
        assert!(exploration.complete() && exploration.failures().is_empty());
        assert_eq!(exploration.outcomes().len(), 9);
    }

    #[test]
    fn of_a_thread_that_catches_every_panic_ends_all_the_same() {
        let exploration = Explorer::new().explore(|| {
            let lock = Mutex::new(());
            let _held = lock.lock();
            loop {
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lock.lock()));
            }
        });
        assert_eq!(only_failure(&exploration).0, FailureKind::Deadlock);
    }
}

mod data_races {
    use super::*;

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

    // SAFETY: every access to the data argues for itself.
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
}
