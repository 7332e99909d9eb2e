//! Threads that unwind: the operations of their destructors are part of the execution, and a panic
//! that the program catches is not a failure.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::AtomicU64 as StdAtomicU64;

use racelab::explore::{Exploration, Explorer, FailureKind};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed, Ordering::SeqCst};
use racelab::sync::{Arc, Condvar, Mutex, OnceLock, RwLock, mpsc, thread};

use crate::only_failure;

/// Runs `0` when it is dropped.
struct Later<F: FnMut()>(F);

impl<F: FnMut()> Drop for Later<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Panics, runs this while it unwinds, and catches the panic.
fn unwind_through(later: impl FnMut()) {
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let _later = Later(later);
        panic!("on the way out");
    }));
    assert!(caught.is_err());
}

/// The outcomes of a complete exploration without failures.
fn outcomes<O: Ord + Clone>(exploration: &Exploration<O>) -> Vec<O> {
    assert_eq!(exploration.stopped_by(), None);
    let failures = exploration.failures();
    assert!(failures.is_empty(), "{}", failures[0].message);
    exploration.outcomes().keys().cloned().collect()
}

#[test]
fn a_panic_that_is_caught_is_no_failure() {
    let exploration = Explorer::new().explore(|| {
        let x = AtomicU64::new(1);
        let caught = catch_unwind(|| panic!("swallowed"));
        (caught.is_err(), x.load(Relaxed))
    });
    assert_eq!(outcomes(&exploration), [(true, 1)]);
    assert_eq!(exploration.executions(), 1);
}

#[test]
fn a_caught_panic_without_a_hook_is_no_failure() {
    let exploration = Explorer::new().explore(|| {
        let x = Mutex::new(0);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let _later = Later(|| *x.lock() += 1);
            resume_unwind(Box::new(()));
        }));
        (caught.is_err(), *x.lock())
    });
    assert_eq!(outcomes(&exploration), [(true, 1)]);
}

#[test]
fn the_failure_is_the_panic_that_ends_the_thread() {
    let line = line!() + 3;
    let exploration = Explorer::new().explore(|| {
        let _ = catch_unwind(|| panic!("caught"));
        panic!("not caught");
    });
    let (kind, message) = only_failure(&exploration);
    assert_eq!(kind, FailureKind::Panic);
    assert_eq!(message, format!("not caught (unwinding.rs:{line})"));
}

#[test]
fn a_panic_that_is_caught_and_thrown_again_keeps_its_line() {
    let line = line!() + 2;
    let exploration = Explorer::new().explore(|| {
        let first = catch_unwind(|| panic!("first")).unwrap_err();
        let _ = catch_unwind(|| panic!("second"));
        resume_unwind(first);
    });
    let (kind, message) = only_failure(&exploration);
    assert_eq!(kind, FailureKind::Panic);
    assert_eq!(message, format!("first (unwinding.rs:{line})"));
}

#[test]
fn a_guard_that_unwinds_lets_others_have_the_lock() {
    let exploration = Explorer::new().explore(|| {
        let lock = Arc::new(Mutex::new(0));
        let other = thread::spawn({
            let lock = lock.clone();
            move || *lock.lock() += 1
        });
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let mut guard = lock.lock();
            *guard += 10;
            panic!("with the lock in hand");
        }));
        assert!(caught.is_err());
        other.join().unwrap();
        *lock.lock()
    });
    assert_eq!(outcomes(&exploration), [11]);
    // The two critical sections come in either order.
    assert_eq!(exploration.executions(), 2);
}

/// Two operations while unwinding, between which another thread moves.
#[test]
fn other_threads_move_between_the_operations_of_a_destructor() {
    let exploration = Explorer::new().explore(|| {
        let [x, y] = [0, 0].map(|_| Arc::new(AtomicU64::new(0)));
        let other = thread::spawn({
            let (x, y) = (x.clone(), y.clone());
            move || {
                let first = x.load(SeqCst);
                y.store(first + 1, SeqCst);
            }
        });
        let mut seen = 0;
        unwind_through(|| {
            x.store(1, SeqCst);
            seen = y.load(SeqCst);
        });
        other.join().unwrap();
        seen
    });
    // 2 is seen only if the other thread makes both its steps between the two.
    assert_eq!(outcomes(&exploration), [0, 1, 2]);
    assert_eq!(exploration.executions(), 4);
}

#[test]
fn a_destructor_may_wait_for_a_lock() {
    let exploration = Explorer::new().explore(|| {
        let lock = Arc::new(Mutex::new(Vec::new()));
        let other = thread::spawn({
            let lock = lock.clone();
            move || {
                let mut guard = lock.lock();
                guard.push('A');
                thread::yield_now();
                guard.push('A');
            }
        });
        unwind_through(|| lock.lock().push('M'));
        other.join().unwrap();
        let order: String = lock.lock().iter().collect();
        order
    });
    assert_eq!(outcomes(&exploration), ["AAM", "MAA"]);
}

#[test]
fn a_destructor_may_wait_for_a_thread_a_message_and_a_notification() {
    let exploration = Explorer::new().explore(|| {
        let (sender, receiver) = mpsc::channel();
        let bell = Arc::new((Mutex::new(false), Condvar::new()));
        let mut other = Some(thread::spawn({
            let bell = bell.clone();
            move || {
                sender.send(7).unwrap();
                *bell.0.lock() = true;
                bell.1.notify_one();
                8
            }
        }));
        let mut got = Vec::new();
        unwind_through(|| {
            got.push(receiver.recv().unwrap());
            let mut rung = bell.0.lock();
            bell.1.wait_while(&mut rung, |rung| !*rung);
            drop(rung);
            got.push(other.take().unwrap().join().unwrap());
        });
        got
    });
    assert_eq!(outcomes(&exploration), [[7, 8]]);
}

#[test]
fn a_destructor_may_start_threads() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(AtomicU64::new(0));
        unwind_through(|| {
            let child = thread::spawn({
                let x = x.clone();
                move || x.fetch_add(1, Relaxed)
            });
            x.fetch_add(2, Relaxed);
            child.join().unwrap();
        });
        x.load(Relaxed)
    });
    assert_eq!(outcomes(&exploration), [3]);
    assert_eq!(exploration.executions(), 2);
}

#[test]
fn only_the_thread_that_unwinds_is_panicking() {
    let exploration = Explorer::new().explore(|| {
        let (sender, receiver) = mpsc::channel();
        let other = thread::spawn(move || {
            let calm = !std::thread::panicking();
            sender.send(()).unwrap();
            calm && !std::thread::panicking()
        });
        let mut panicking = Vec::new();
        unwind_through(|| {
            panicking.push(std::thread::panicking());
            receiver.recv().unwrap();
            panicking.push(std::thread::panicking());
        });
        (panicking, std::thread::panicking(), other.join().unwrap())
    });
    assert_eq!(outcomes(&exploration), [(vec![true, true], false, true)]);
}

#[test]
fn two_threads_may_unwind_at_once() {
    let exploration = Explorer::new().explore(|| {
        let [x, y] = [0, 0].map(|_| Arc::new(AtomicU64::new(0)));
        let both = [(x.clone(), y.clone()), (y, x)].map(|(mine, other)| {
            thread::spawn(move || {
                let mut seen = 0;
                unwind_through(|| {
                    mine.store(1, SeqCst);
                    seen = other.load(SeqCst);
                });
                seen
            })
        });
        both.map(|thread| thread.join().unwrap())
    });
    // Store buffering: three executions, and never two zeros.
    assert_eq!(outcomes(&exploration), [[0, 1], [1, 0], [1, 1]]);
    assert_eq!(exploration.executions(), 3);
}

#[test]
fn a_destructor_that_waits_for_ever_is_a_deadlock() {
    let exploration = Explorer::new().explore(|| {
        let lock = RwLock::new(());
        unwind_through(|| {
            let _read = lock.read();
            drop(lock.write());
        });
    });
    let (kind, message) = only_failure(&exploration);
    assert_eq!(kind, FailureKind::Deadlock);
    assert!(message.starts_with("M waits to write"), "{message}");
}

#[test]
fn a_thread_that_ends_by_a_panic_is_never_joined() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(AtomicU64::new(0));
        let child = thread::spawn({
            let x = x.clone();
            move || {
                let _later = Later(|| x.store(1, Relaxed));
                panic!("of the child");
            }
        });
        let _ = x.load(Relaxed);
        child.join().unwrap();
    });
    let (kind, message) = only_failure(&exploration);
    assert_eq!(kind, FailureKind::Panic);
    assert!(message.starts_with("of the child"), "{message}");
    // Main's load comes before or after the store of the destructor.
    assert_eq!(exploration.failures()[0].executions, 2);
    assert!(exploration.outcomes().is_empty());
}

#[test]
fn a_scope_joins_its_threads_before_its_panic_goes_on() {
    let exploration = Explorer::new().explore(|| {
        let x = AtomicU64::new(0);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            thread::scope(|scope| {
                scope.spawn(|| x.fetch_add(1, Relaxed));
                scope.spawn(|| x.fetch_add(2, Relaxed));
                panic!("in the scope's body");
            });
        }));
        (caught.is_err(), x.load(Relaxed))
    });
    assert_eq!(outcomes(&exploration), [(true, 3)]);
    assert_eq!(exploration.executions(), 2);
}

#[test]
fn a_scope_whose_threads_never_end_is_a_deadlock_though_its_body_panics() {
    let exploration = Explorer::new().explore(|| {
        let lock = Mutex::new(());
        let _held = lock.lock();
        thread::scope(|scope| {
            scope.spawn(|| drop(lock.lock()));
            panic!("in the scope's body");
        });
    });
    assert_eq!(only_failure(&exploration).0, FailureKind::Deadlock);
}

#[test]
fn what_a_panic_leaves_undone_once_is_not_modelled() {
    let exploration = Explorer::new().explore(|| {
        let value = OnceLock::new();
        unwind_through(|| {});
        let caught = catch_unwind(AssertUnwindSafe(|| {
            value.get_or_init(|| panic!("in the initialisation"));
        }));
        assert!(caught.is_err());
        assert_eq!(value.get(), None);
        *value.get_or_init(|| 1)
    });
    assert!(exploration.failures().is_empty());
    let reason = exploration.stopped_by().expect("no verdict").to_string();
    assert!(
        reason.contains("a Once or OnceLock whose initialisation panics"),
        "{reason}"
    );
}

/// Panics while it holds a lock in some executions; the destructor waits in others.
fn sometimes_panics() -> u64 {
    let (x, lock) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(Mutex::new(0).named("lock")),
    );
    let other = thread::spawn({
        let (x, lock) = (x.clone(), lock.clone());
        move || {
            let mut guard = lock.lock();
            *guard += 1;
            x.store(1, Relaxed);
        }
    });
    let later = Later({
        let lock = lock.clone();
        move || *lock.lock() += 2
    });
    assert_eq!(x.load(Relaxed), 0, "too late");
    drop(later);
    other.join().unwrap();
    *lock.lock()
}

#[test]
fn the_schedule_of_such_a_failure_replays_it() {
    let exploration = Explorer::new().explore(sometimes_panics);
    let (kind, message) = only_failure(&exploration);
    assert_eq!(kind, FailureKind::Panic);
    assert!(message.contains("too late"), "{message}");
    assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&3]);
    let shown = &exploration.failures()[0].execution;
    let replay = Explorer::new().replay(&shown.schedule, sometimes_panics);
    let replay = replay.expect("the schedule fits");
    assert_eq!(replay.outcome, None);
    assert_eq!(replay.failures[0].message, message);
    assert_eq!(replay.execution.schedule, shown.schedule);
    assert_eq!(replay.execution.events, shown.events);
}

#[test]
fn a_thread_that_unwinds_is_stepped_like_any_other() {
    let program = || {
        let x = Arc::new(AtomicU64::new(0).named("x"));
        let other = thread::spawn({
            let x = x.clone();
            move || x.store(1, Relaxed)
        });
        unwind_through(|| {
            x.fetch_add(2, Relaxed);
            x.fetch_add(4, Relaxed);
        });
        other.join().unwrap();
        x.load(Relaxed)
    };
    let look = |schedule: &str| Explorer::new().look(&schedule.parse().unwrap(), program);
    let between = look("M").unwrap();
    assert_eq!(
        between.execution.events.iter().filter(|e| e.step).count(),
        1
    );
    assert_eq!(look("MAM").unwrap().outcome, Some(5));
    assert_eq!(look("AMM").unwrap().outcome, Some(7));
    let states = Explorer::new().state_graph(100, program);
    assert!(states.complete, "{:?}", states.stopped_by);
    assert_eq!(states.paths(), Some(3));
}

/// Real memory, too, is seen in the order of the execution.
#[test]
fn what_a_destructor_does_to_real_memory_comes_before_what_depends_on_it() {
    let exploration = Explorer::new().explore(|| {
        let place = Arc::new((AtomicU64::new(0), StdAtomicU64::new(0)));
        let other = thread::spawn({
            let place = place.clone();
            move || match place.0.load(SeqCst) {
                0 => 0,
                _ => place.1.load(SeqCst),
            }
        });
        let seen = AtomicU64::new(0);
        unwind_through(|| {
            place.1.store(9, SeqCst);
            place.0.store(1, SeqCst);
            seen.fetch_add(1, SeqCst);
        });
        other.join().unwrap()
    });
    assert_eq!(outcomes(&exploration), [0, 9]);
}

#[test]
fn a_destructor_that_uses_what_the_explorer_does_not_see_is_no_verdict() {
    let outside = std::sync::Arc::new(AtomicU64::new(0));
    let exploration = Explorer::new().explore(move || {
        unwind_through(|| outside.store(1, Relaxed));
    });
    assert!(exploration.failures().is_empty());
    let reason = exploration.stopped_by().expect("no verdict").to_string();
    assert!(reason.contains("created outside"), "{reason}");
}
