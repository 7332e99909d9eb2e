//! Locks and condition variables: parking_lot's behaviour in every way.

use std::panic::{AssertUnwindSafe, catch_unwind};

use racelab::explore::FailureKind;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Condvar, Mutex, MutexGuard, thread};

use crate::ways;

#[test]
fn one_thread_at_a_time_holds_a_lock() {
    ways::holds(|| {
        let (lock, inside) = (Mutex::new(0), PlainCell::new(false));
        let visit = || {
            let mut visits = lock.lock();
            assert!(!inside.get());
            inside.set(true);
            *visits += 1;
            inside.set(false);
        };
        thread::scope(|s| {
            s.spawn(visit);
            visit();
        });
        assert_eq!(lock.into_inner(), 2);
    });
}

#[test]
fn try_lock_gets_a_free_lock_and_no_other() {
    ways::holds(|| {
        let mut lock = Mutex::new(1);
        let held = lock.try_lock().expect("no thread holds it");
        assert!(lock.try_lock().is_none(), "it is held, if by oneself");
        thread::scope(|s| {
            s.spawn(|| assert!(lock.try_lock().is_none()))
                .join()
                .unwrap()
        });
        drop(held);
        *lock.try_lock().expect("no thread holds it") += 1;
        *lock.get_mut() += 1;
        assert_eq!(*lock.lock(), 3);
    });
}

#[test]
fn try_lock_both_succeeds_and_fails_where_it_races() {
    let exploration = ways::explore(|| {
        let lock = Mutex::new(());
        thread::scope(|s| {
            s.spawn(|| drop(lock.lock()));
            lock.try_lock().is_some()
        })
    });
    assert_eq!(
        exploration.outcomes().keys().collect::<Vec<_>>(),
        [&false, &true]
    );
}

#[test]
fn locks_in_opposite_orders_can_deadlock() {
    let program = || {
        let (a, b) = (Mutex::new(()).named("a"), Mutex::new(()).named("b"));
        thread::scope(|s| {
            s.spawn(|| {
                let _a = a.lock();
                let _b = b.lock();
            });
            let _b = b.lock();
            let _a = a.lock();
        });
    };
    ways::fails_in_models(
        program,
        FailureKind::Deadlock,
        "waits for lock a",
        "deadlock",
    );
}

#[test]
fn a_lock_has_parking_lots_conveniences() {
    ways::holds(|| {
        assert_eq!(*Mutex::<u8>::default().lock(), 0);
        let lock = Mutex::from(5).named("five");
        let held = lock.lock();
        assert_eq!(format!("{held} {held:?}"), "5 5");
        let slice: Box<Mutex<[u8]>> = Box::new(Mutex::new([1, 2]));
        let slice: Arc<Mutex<[u8]>> = Arc::from(slice);
        slice.lock()[0] = 3;
        assert_eq!(slice.lock().len(), 2);
    });
    assert_eq!(format!("{:?}", Mutex::new(5)), "Mutex { .. }");
}

#[test]
fn a_panic_poisons_nothing() {
    // Only for real: in a model an execution fails at its first panic.
    let lock = Mutex::new(0);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let _held = lock.lock();
        std::panic::resume_unwind(Box::new(()));
    }));
    assert!(panic.is_err());
    *lock.lock() += 1;
    assert_eq!(lock.into_inner(), 1);
}

#[test]
fn guards_are_shared_between_threads_only_if_their_data_may_be() {
    fn is_sync<T: Sync + ?Sized>() {}
    fn is_send<T: Send + ?Sized>() {}
    is_sync::<Mutex<std::cell::Cell<u8>>>();
    is_send::<Mutex<std::cell::Cell<u8>>>();
    is_sync::<MutexGuard<'_, u8>>();
    is_sync::<Condvar>();
    is_send::<Condvar>();
}

mod condition_variables {
    use super::*;

    #[test]
    fn hand_a_value_over() {
        ways::holds(|| {
            let (slot, changed) = (Mutex::new(None), Condvar::new());
            thread::scope(|s| {
                s.spawn(|| {
                    *slot.lock() = Some(42);
                    changed.notify_one();
                });
                let mut slot = slot.lock();
                while slot.is_none() {
                    changed.wait(&mut slot);
                }
                assert_eq!(slot.take(), Some(42));
            });
        });
    }

    #[test]
    fn wait_while_looks_before_it_waits() {
        ways::holds(|| {
            let (lock, changed) = (Mutex::new(1), Condvar::default());
            let mut value = lock.lock();
            changed.wait_while(&mut value, |value| {
                *value += 1;
                *value < 2
            });
            assert_eq!(*value, 2);
        });
    }

    #[test]
    fn lose_a_notification_without_a_waiter() {
        let program = || {
            let (lock, changed) = (Mutex::new(()), Condvar::new().named("changed"));
            thread::scope(|s| {
                s.spawn(|| changed.notify_one());
                changed.wait(&mut lock.lock());
            });
        };
        ways::fails_in_models(
            program,
            FailureKind::Deadlock,
            "notified on changed",
            "deadlock",
        );
    }

    /// Threads that wait until the door opens.
    #[derive(Default)]
    struct Door {
        /// The number of waiting threads, and whether the door is open.
        state: Mutex<(usize, bool)>,
        opened: Condvar,
    }

    impl Door {
        fn pass(&self) {
            let mut state = self.state.lock();
            while !state.1 {
                state.0 += 1;
                self.opened.wait(&mut state);
            }
        }
    }

    #[test]
    fn count_exactly_the_notified_threads() {
        ways::holds(|| {
            let door = Door::default();
            thread::scope(|s| {
                s.spawn(|| door.pass());
                s.spawn(|| door.pass());
                let mut state = door.state.lock();
                state.1 = true;
                assert_eq!(door.opened.notify_all(), state.0);
                assert_eq!(door.opened.notify_all(), 0);
                assert!(!door.opened.notify_one());
            });
        });
    }

    #[test]
    fn notify_one_waiter_after_the_other() {
        ways::holds(|| {
            let door = Door::default();
            thread::scope(|s| {
                s.spawn(|| door.pass());
                s.spawn(|| door.pass());
                let mut state = door.state.lock();
                state.1 = true;
                let waiting = state.0;
                for n in 1..=3 {
                    assert_eq!(door.opened.notify_one(), n <= waiting);
                }
            });
        });
    }

    #[test]
    fn say_the_same_without_the_lock() {
        // The notification races with the wait: a thread that was not waiting yet is not counted
        // and waits for the second one.
        ways::holds_in_models(|| {
            let door = Door::default();
            thread::scope(|s| {
                s.spawn(|| door.pass());
                let first = door.opened.notify_all();
                let mut state = door.state.lock();
                state.1 = true;
                let second = door.opened.notify_all();
                assert_eq!(first + second, state.0);
            });
        });
    }
}
