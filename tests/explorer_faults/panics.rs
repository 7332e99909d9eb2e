//! Panics: of a thread, caught, hidden from every hook, in a destructor.

use std::process::Command;
use std::sync::atomic::{AtomicU64 as StdAtomicU64, Ordering::SeqCst};

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Mutex, thread};

use crate::only_failure;

#[test]
fn is_a_failure_with_its_message_and_line() {
    let line = line!() + 1;
    let exploration = Explorer::new().explore(|| panic!("out of cheese"));
    let (kind, message) = only_failure(&exploration);
    assert_eq!(kind, FailureKind::Panic);
    assert_eq!(message, format!("out of cheese (panics.rs:{line})"));
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
    assert!(message.starts_with("boom (panics.rs:"), "{message}");
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
