//! Reader-writer locks: parking_lot's behaviour in every way.

use std::panic::{AssertUnwindSafe, catch_unwind};

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, RwLock, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::ways;

#[test]
fn a_writer_is_alone() {
    ways::holds(|| {
        let (lock, inside) = (RwLock::new(0), PlainCell::new(false));
        let visit = || {
            let mut visits = lock.write();
            assert!(!inside.get());
            inside.set(true);
            *visits += 1;
            inside.set(false);
        };
        thread::scope(|s| {
            s.spawn(visit);
            visit();
            assert!(*lock.read() > 0);
        });
        assert_eq!(lock.into_inner(), 2);
    });
}

#[test]
fn readers_hold_the_lock_together() {
    ways::holds(|| {
        let lock = RwLock::new(7);
        let mine = lock.read();
        // This would wait for ever if it excluded the other reader.
        let theirs = thread::scope(|s| s.spawn(|| *lock.read()).join().unwrap());
        assert_eq!((*mine, theirs), (7, 7));
    });
}

#[test]
fn try_read_gets_a_lock_without_a_writer() {
    ways::holds(|| {
        let mut lock = RwLock::new(1);
        {
            let _reads = lock.read();
            assert_eq!(lock.try_read().map(|guard| *guard), Some(1));
        }
        {
            let _writes = lock.write();
            assert!(lock.try_read().is_none());
            thread::scope(|s| {
                s.spawn(|| assert!(lock.try_read().is_none()))
                    .join()
                    .unwrap();
            });
        }
        *lock.get_mut() += 1;
        assert_eq!(lock.try_read().map(|guard| *guard), Some(2));
    });
}

#[test]
fn try_write_gets_a_free_lock_and_no_other() {
    ways::holds(|| {
        let lock = RwLock::new(1);
        let reads = lock.read();
        assert!(lock.try_write().is_none());
        drop(reads);
        let mut writes = lock.try_write().expect("no thread holds it");
        assert!(lock.try_write().is_none());
        *writes = 2;
        drop(writes);
        assert_eq!(lock.into_inner(), 2);
    });
}

/// A thread waits for a lock that it holds itself: both judges say so.
#[test]
fn to_write_what_one_reads_is_a_deadlock() {
    let program = || {
        let lock = RwLock::new(0);
        let _reads = lock.read();
        let _writes = lock.write();
    };
    let exploration = Explorer::new().explore(program);
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::Deadlock]);
    let verdict = judge(&LoomLimits::default(), program);
    let LoomVerdict::Fails { message, .. } = verdict else {
        panic!("{verdict:?}");
    };
    assert!(message.contains("deadlock"), "{message}");
}

/// An update under read locks is lost: both judges see the data race.
#[test]
fn a_read_lock_does_not_protect_an_update() {
    let program = || {
        let shared = Arc::new((RwLock::new(()), PlainCell::new(0)));
        let add = |shared: &(RwLock<()>, PlainCell<u64>)| {
            let _guard = shared.0.read();
            shared.1.set(shared.1.get() + 1);
        };
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || add(&theirs));
        add(&shared);
        child.join().unwrap();
    };
    let exploration = Explorer::new().explore(program);
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert!(kinds.contains(&FailureKind::DataRace), "{kinds:?}");
    let verdict = judge(&LoomLimits::default(), program);
    let LoomVerdict::Fails { message, .. } = verdict else {
        panic!("{verdict:?}");
    };
    assert!(message.contains("data race"), "{message}");
}

#[test]
fn a_panic_poisons_nothing() {
    let lock = RwLock::new(1);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let mut writes = lock.write();
        *writes = 2;
        panic!("with the lock in hand");
    }));
    caught.expect_err("it panicked");
    assert_eq!(*lock.read(), 2);
}

/// The destructors of an execution that panicked neither wait nor get two guards at one time.
#[test]
fn a_panic_in_a_model_lets_go() {
    let program = || {
        let lock = Arc::new(RwLock::new(0));
        let theirs = Arc::clone(&lock);
        let child = thread::spawn(move || drop(theirs.write()));
        let _reads = lock.read();
        let _again = lock.try_read();
        child.join().unwrap();
        panic!("never reached");
    };
    let exploration = Explorer::new().explore(program);
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    // The child waits for the guard that main drops only after the join, unless the child
    // came first.
    assert!(kinds.contains(&FailureKind::Panic), "{kinds:?}");
    assert!(kinds.contains(&FailureKind::Deadlock), "{kinds:?}");
    assert!(matches!(
        judge(&LoomLimits::default(), program),
        LoomVerdict::Fails { .. }
    ));
}

#[test]
fn its_guards_show_the_data() {
    let lock = RwLock::new(3);
    assert_eq!(format!("{lock:?}"), "RwLock { .. }");
    assert_eq!(format!("{} {0:?}", lock.read()), "3 3");
    assert_eq!(format!("{} {0:?}", lock.write()), "3 3");
}
