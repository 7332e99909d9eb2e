//! Objects that are used in another way or another execution than the one that made them.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc as StdArc, Mutex as StdMutex};

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::{PlainCell, UnsafeCell};
use racelab::sync::{
    Arc, Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard, thread,
};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::ways;

/// Asserts that `use_it`, with an object made here, fails in both models with a sentence
/// that names the object's type and line.
#[track_caller]
fn is_refused<T, F>(what: &str, line: u32, object: T, use_it: F)
where
    T: Send + Sync + 'static,
    F: Fn(&T) + Copy + Send + Sync + 'static,
{
    let sentence = format!(
        "this {what} (elsewhere.rs:{line}) was created outside the explored closure; create it \
         inside"
    );
    let object = StdArc::new(object);

    let inside = StdArc::clone(&object);
    let exploration = Explorer::new().explore(move || use_it(&inside));
    let [failure] = exploration.failures() else {
        panic!("{:?}", exploration.failures());
    };
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(failure.message.contains(&sentence), "{}", failure.message);

    match judge(&LoomLimits::default(), move || use_it(&object)) {
        LoomVerdict::Fails { message, .. } => assert!(message.contains(&sentence), "{message}"),
        verdict => panic!("{verdict:?}"),
    }
}

/// An `UnsafeCell` that may be shared.
struct Shared(UnsafeCell<u8>);

// SAFETY: no test looks at the data.
unsafe impl Sync for Shared {}

#[test]
fn real_objects_are_refused_in_a_model() {
    is_refused("AtomicU64", line!(), AtomicU64::new(0), |x| {
        _ = x.load(Relaxed)
    });
    is_refused("AtomicU64", line!(), AtomicU64::new(0), |x| {
        _ = x.swap(1, Relaxed)
    });
    is_refused("PlainCell", line!(), PlainCell::new(0), |x| x.set(1));
    is_refused("PlainCell", line!(), PlainCell::new(0), |x| _ = x.get());
    is_refused("Mutex", line!(), Mutex::new(0), |x| drop(x.lock()));
    is_refused("Mutex", line!(), Mutex::new(0), |x| drop(x.try_lock()));
    is_refused("Condvar", line!(), Condvar::new(), |x| _ = x.notify_one());
    is_refused("Condvar", line!(), Condvar::new(), |x| _ = x.notify_all());
    is_refused("Condvar", line!(), Condvar::new(), |x| {
        x.wait(&mut Mutex::new(0).lock())
    });
    is_refused("UnsafeCell", line!(), Shared(UnsafeCell::new(0)), |x| {
        x.0.with(|_| ())
    });
    is_refused("UnsafeCell", line!(), Shared(UnsafeCell::new(0)), |x| {
        x.0.with_mut(|_| ())
    });
}

#[test]
fn a_real_thread_is_refused_in_a_model() {
    let main = thread::current();
    let exploration = Explorer::new().explore(move || main.unpark());
    assert!(
        exploration.failures()[0]
            .message
            .contains("this thread was started outside the explored closure; start it inside")
    );
}

#[test]
fn showing_an_object_of_another_way_does_not_panic() {
    let outside = AtomicU64::new(0);
    let shown = Explorer::new().explore(move || format!("{outside:?}"));
    assert_eq!(
        shown.outcomes().keys().collect::<Vec<_>>(),
        ["<of another execution>"]
    );
}

/// An object that `make` made in an execution, hidden from the explorer and kept afterwards.
fn smuggled<T: Send + 'static>(make: fn() -> T) -> T {
    let slot = StdArc::new(StdMutex::new(None));
    let inside = StdArc::clone(&slot);
    let exploration = Explorer::new().explore(move || *inside.lock().unwrap() = Some(make()));
    assert!(exploration.failures().is_empty());
    slot.lock().unwrap().take().expect("the program has run")
}

#[track_caller]
fn panics_as_ended(f: impl FnOnce()) {
    let panic = catch_unwind(AssertUnwindSafe(f)).expect_err("a panic");
    let message = panic.downcast_ref::<String>().expect("a message");
    assert!(
        message.contains("(elsewhere.rs:")
            && message.contains(
                "belongs to an execution that has ended; create a new one in each execution, \
                 inside the explored closure"
            ),
        "{message}"
    );
}

// Not `Condvar::new` and the like alone: then they would be called from a line of std's.
#[allow(clippy::redundant_closure)]
#[test]
fn explored_objects_are_refused_after_their_execution() {
    let x = smuggled(|| AtomicU64::new(0));
    panics_as_ended(|| _ = x.load(Relaxed));
    panics_as_ended(|| _ = x.into_inner());
    let mut x = smuggled(|| AtomicU64::new(0));
    panics_as_ended(|| _ = x.get_mut());
    let x = smuggled(|| PlainCell::new(0));
    panics_as_ended(|| x.set(1));
    let x = smuggled(|| Mutex::new(0));
    panics_as_ended(|| drop(x.lock()));
    let x = smuggled(|| Condvar::new());
    panics_as_ended(|| _ = x.notify_all());
    let x = smuggled(|| UnsafeCell::new(0));
    panics_as_ended(|| x.with(|_| ()));
    let x = smuggled(|| thread::current());
    panics_as_ended(|| x.unpark());
}

#[test]
fn explored_objects_are_refused_in_the_next_execution() {
    let kept = StdMutex::new(None);
    let exploration = Explorer::new().explore(move || {
        let racing = Arc::new(AtomicU64::new(0));
        let child = thread::spawn({
            let racing = Arc::clone(&racing);
            move || racing.store(1, Relaxed)
        });
        racing.store(2, Relaxed);
        child.join().unwrap();
        let old = kept.lock().unwrap().replace(racing);
        if let Some(old) = old {
            old.load(Relaxed);
        }
    });
    let failure = exploration.failures().first().expect("a failure");
    assert!(
        failure
            .message
            .contains("belongs to an execution that has ended"),
        "{}",
        failure.message
    );
}

#[test]
fn objects_of_loom_are_refused_in_its_next_execution() {
    let kept = StdMutex::new(None);
    let verdict = judge(&LoomLimits::default(), move || {
        let racing = Arc::new(AtomicU64::new(0));
        let child = thread::spawn({
            let racing = Arc::clone(&racing);
            move || racing.store(1, Relaxed)
        });
        racing.store(2, Relaxed);
        child.join().unwrap();
        let old = kept.lock().unwrap().replace(racing);
        if let Some(old) = old {
            old.load(Relaxed);
        }
    });
    let LoomVerdict::Fails { message, .. } = verdict else {
        panic!("{verdict:?}");
    };
    assert!(
        message.contains("belongs to an execution that has ended"),
        "{message}"
    );
}

#[test]
fn objects_of_loom_are_refused_in_another_judgement() {
    static KEPT: StdMutex<Option<Arc<AtomicU64>>> = StdMutex::new(None);
    let makes = judge(&LoomLimits::default(), || {
        *KEPT.lock().unwrap() = Some(Arc::new(AtomicU64::new(0)));
    });
    assert!(matches!(makes, LoomVerdict::Holds { .. }), "{makes:?}");
    // The first execution of another judgement, like the object's own execution in the first one.
    let uses = judge(&LoomLimits::default(), || {
        let old = KEPT.lock().unwrap().take().expect("made above");
        old.load(Relaxed);
    });
    let LoomVerdict::Fails { message, .. } = uses else {
        panic!("{uses:?}");
    };
    assert!(
        message.contains("belongs to an execution that has ended"),
        "{message}"
    );
}

/// What an unwinding thread does with a lock that has outlived its execution.
struct OnUnwinding<F: Fn()>(F);

impl<F: Fn()> Drop for OnUnwinding<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Calls `f` while the calling thread unwinds.
fn unwinding(f: impl Fn()) {
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let _f = OnUnwinding(f);
        std::panic::resume_unwind(Box::new(()));
    }));
    assert!(unwound.is_err());
}

#[test]
fn a_lock_that_outlives_its_execution_still_counts_its_guards() {
    // On several OS threads at the same time. A reader that was not counted, or counted twice,
    // would leave a count behind, and the write would find the lock held.
    let lock = smuggled(|| RwLock::new(0_u64));
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..2_000 {
                    unwinding(|| assert_eq!(*lock.read(), 0));
                }
            });
        }
    });
    unwinding(|| *lock.write() += 1);
    assert_eq!(lock.into_inner(), 1);
}

#[test]
fn a_guard_that_outlives_its_execution_is_dropped_without_a_word() {
    // A panic there would end the process: it is a destructor of a thread-local value.
    type Guards = (
        MutexGuard<'static, u8>,
        RwLockReadGuard<'static, u8>,
        RwLockWriteGuard<'static, u8>,
    );
    thread_local!(static KEPT: Cell<Option<Guards>> = const { Cell::new(None) });
    let keep = || {
        let mutex = Box::leak(Box::new(Mutex::new(0)));
        let [read, write] = [0, 1].map(|n| &*Box::leak(Box::new(RwLock::new(n))));
        KEPT.set(Some((mutex.lock(), read.read(), write.write())));
    };
    ways::holds_in_models(keep);
}

#[test]
fn a_scope_is_refused_on_a_thread_of_stds() {
    ways::holds_in_models(|| {
        thread::scope(|s| {
            let panic = std::thread::scope(|std| {
                let outside = std.spawn(|| _ = s.spawn(|| ()));
                outside.join().expect_err("a panic")
            });
            panics_as_ended(|| std::panic::resume_unwind(panic));
        });
    });
}
