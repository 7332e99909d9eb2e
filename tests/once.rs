//! Initialization that happens once, in a model: every outcome, and the number of executions.

use std::panic::{AssertUnwindSafe, catch_unwind};

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::atomic::{AtomicBool, AtomicPtr, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Once, OnceLock, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

/// Each of `threads` threads wants to set the value to its number, and returns the value that it
/// got.
fn contend(threads: usize) -> Vec<usize> {
    let shared = Arc::new((OnceLock::new(), PlainCell::new(0_u64)));
    let run = move |me: usize| {
        let shared = Arc::clone(&shared);
        move || {
            *shared.0.get_or_init(|| {
                shared.1.set(shared.1.get() + 1);
                assert_eq!(shared.1.get(), 1);
                me
            })
        }
    };
    let children: Vec<_> = (1..threads).map(|me| thread::spawn(run(me))).collect();
    let mut got = vec![run(0)()];
    got.extend(children.into_iter().map(|child| child.join().unwrap()));
    got
}

/// All get the value of the first. Each of n threads may be the first; each other one comes
/// before or after the value is set: n times two to the power of n - 1.
#[test]
fn all_have_the_value_of_the_first() {
    for (threads, executions) in [(1, 1), (2, 4), (3, 12)] {
        let exploration = Explorer::new().explore(move || contend(threads));
        assert!(exploration.complete());
        assert!(
            exploration.failures().is_empty(),
            "{:?}",
            exploration.failures()
        );
        assert_eq!(exploration.executions(), executions);
        let expected = (0..threads).map(|first| vec![first; threads]);
        assert!(exploration.outcomes().keys().cloned().eq(expected));
        for (outcome, of) in exploration.outcomes() {
            let replay = Explorer::new().replay(&of.example.schedule, move || contend(threads));
            assert_eq!(replay.expect("it fits").outcome.as_ref(), Some(outcome));
        }
    }
}

/// Before, during and after the initialization: nothing, nothing, the value; and with the value
/// everything that its thread did before.
#[test]
fn get_has_the_value_when_it_is_set() {
    let program = || {
        let shared = Arc::new((OnceLock::new(), PlainCell::new(0)));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            theirs.1.set(1);
            theirs.0.set(7).unwrap();
        });
        let seen = shared.0.get().map(|&value| (value, shared.1.get()));
        child.join().unwrap();
        seen
    };
    let exploration = Explorer::new().explore(program);
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    assert_eq!(exploration.executions(), 3);
    assert!(exploration.outcomes().keys().eq(&[None, Some((7, 1))]));
    for (outcome, of) in exploration.outcomes() {
        let replay = Explorer::new().replay(&of.example.schedule, program);
        assert_eq!(replay.expect("it fits").outcome.as_ref(), Some(outcome));
    }
}

/// The flag says that the value is set, and orders nothing: no interleaving explains a
/// look that misses it.
#[test]
fn get_may_miss_the_value_behind_a_relaxed_flag() {
    let program = || {
        let shared = Arc::new((OnceLock::new(), AtomicBool::new(false)));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            theirs.0.set(7).unwrap();
            theirs.1.store(true, Relaxed);
        });
        let set = shared.1.load(Relaxed);
        let seen = set.then(|| shared.0.get().copied());
        child.join().unwrap();
        seen
    };
    let exploration = Explorer::new().explore(program);
    assert!(exploration.complete() && exploration.failures().is_empty());
    assert_eq!(exploration.executions(), 4);
    let outcomes = [None, Some(None), Some(Some(7))];
    assert!(exploration.outcomes().keys().eq(&outcomes));
    for (outcome, of) in exploration.outcomes() {
        let replay = Explorer::new().replay(&of.example.schedule, program);
        assert_eq!(replay.expect("it fits").outcome.as_ref(), Some(outcome));
    }
}

/// Another thread made the `OnceLock`, and nothing orders that: a look may miss the value,
/// and may race with the making.
#[test]
fn get_of_what_is_published_relaxed_is_a_data_race() {
    let exploration = Explorer::new().explore(|| {
        let shared = Arc::new(AtomicPtr::new(std::ptr::null_mut::<OnceLock<u64>>()));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            let lock = Box::new(OnceLock::new());
            lock.set(7).unwrap();
            theirs.store(Box::into_raw(lock), Relaxed);
        });
        // SAFETY: the pointee is never freed.
        let lock = unsafe { shared.load(Relaxed).as_ref() };
        let seen = lock.map(|lock| lock.get().copied());
        child.join().unwrap();
        seen
    });
    let [failure] = exploration.failures() else {
        panic!("{:?}", exploration.failures());
    };
    assert_eq!(failure.kind, FailureKind::DataRace);
}

#[test]
fn only_one_set_succeeds() {
    let exploration = Explorer::new().explore(|| {
        let lock = Arc::new(OnceLock::new());
        let theirs = Arc::clone(&lock);
        let child = thread::spawn(move || theirs.set(1).is_ok());
        let mine = lock.set(2).is_ok();
        (mine, child.join().unwrap(), lock.get().copied())
    });
    let expected = [(false, true, Some(1)), (true, false, Some(2))];
    assert!(exploration.outcomes().keys().eq(&expected));
}

#[test]
fn a_call_inside_its_own_call_waits_for_ever() {
    let exploration = Explorer::new().explore(|| {
        let once = Once::new().named("setup");
        once.call_once(|| once.call_once(|| {}));
    });
    let [failure] = exploration.failures() else {
        panic!("one failure, not {:?}", exploration.failures());
    };
    assert_eq!(failure.kind, FailureKind::Deadlock);
    assert_eq!(failure.message, "M waits until setup is done");
}

#[test]
fn loom_agrees() {
    let verdict = judge(&LoomLimits::default(), || {
        let got = contend(2);
        assert_eq!(got[0], got[1]);
    });
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
}

#[test]
fn for_real_all_have_the_same() {
    let got = contend(4);
    assert!(got.iter().all(|&value| value == got[0]));
}

/// Waits for the value, and sees what its thread did before.
#[test]
fn a_wait_ends_when_the_value_is_set() {
    fn program() -> (i32, i32) {
        let shared = Arc::new((OnceLock::new(), Once::new(), PlainCell::new(0)));
        let child = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                shared.2.set(1);
                shared.0.set(7).unwrap();
                shared.1.call_once(|| shared.2.set(2));
            }
        });
        let value = *shared.0.wait();
        shared.1.wait();
        let seen = shared.2.get();
        child.join().unwrap();
        (value, seen)
    }
    let exploration = Explorer::new().explore(program);
    assert!(exploration.complete() && exploration.failures().is_empty());
    assert!(exploration.outcomes().keys().eq(&[(7, 2)]));
    assert_eq!(exploration.executions(), 1);
    assert_eq!(program(), (7, 2));
    let verdict = judge(&LoomLimits::default(), || assert_eq!(program(), (7, 2)));
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
}

#[test]
fn a_wait_for_what_no_thread_does_is_a_deadlock() {
    let exploration = Explorer::new().explore(|| Once::new().named("setup").wait());
    let [failure] = exploration.failures() else {
        panic!("{:?}", exploration.failures());
    };
    assert_eq!(failure.kind, FailureKind::Deadlock);
    assert_eq!(failure.message, "M waits until setup is done");
}

/// The methods that need exclusive access to the lock, and those that make another one.
fn owned() {
    let mut lock = OnceLock::from(3);
    assert_eq!(
        lock.get_mut().map(|value| std::mem::replace(value, 4)),
        Some(3)
    );
    assert_eq!((lock.get(), lock.clone() == lock), (Some(&4), true));
    assert_eq!(lock.take(), Some(4));
    assert_eq!(lock.get_mut(), None);
    assert_eq!(lock.get(), None);
    assert_eq!(lock.clone(), OnceLock::default());
    assert_eq!(*lock.get_or_init(|| 5), 5);
    assert_eq!(
        (lock.into_inner(), OnceLock::<i32>::new().into_inner()),
        (Some(5), None)
    );
    let once = Once::new();
    once.call_once_force(|state| assert!(!state.is_poisoned()));
    assert!(once.is_completed());
    once.wait_force();
}

#[test]
fn an_owner_reaches_the_value_without_waiting() {
    owned();
    let exploration = Explorer::new().explore(owned);
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    assert_eq!(exploration.executions(), 1);
    let verdict = judge(&LoomLimits::default(), owned);
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
    // The same as in a model.
    let lock = OnceLock::from(1_u8);
    assert_eq!(format!("{lock:?}"), "OnceLock { .. }");
}

/// After the value was taken out, any thread can set it again, by the same rules.
#[test]
fn what_was_taken_out_is_set_anew() {
    let exploration = Explorer::new().explore(|| {
        let mut lock = OnceLock::from(9);
        lock.take();
        let lock = Arc::new(lock);
        let child = thread::spawn({
            let lock = Arc::clone(&lock);
            move || *lock.get_or_init(|| 1)
        });
        let mine = *lock.get_or_init(|| 2);
        (mine, child.join().unwrap())
    });
    assert!(exploration.failures().is_empty());
    assert!(exploration.outcomes().keys().eq(&[(1, 1), (2, 2)]));
    assert_eq!(exploration.executions(), 4);
}

/// As in std: after a call that panics the next call panics too, unless it is forced.
#[test]
fn a_real_once_is_poisoned_by_a_panic() {
    let once = Once::new();
    let call = |f: fn()| catch_unwind(AssertUnwindSafe(|| once.call_once(f))).is_err();
    assert!(call(|| panic!("not yet")) && call(|| {}) && !once.is_completed());
    assert!(catch_unwind(AssertUnwindSafe(|| once.wait())).is_err());
    once.call_once_force(|state| assert!(state.is_poisoned()));
    assert!(once.is_completed() && !call(|| unreachable!("it is done")));
}
