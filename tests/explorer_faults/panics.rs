//! Panics that end a thread, and panics in a destructor.

use std::process::Command;

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

/// The output of a process that runs only this test of this file, which must not
/// finish.
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
fn in_a_destructor_of_a_deadlock_is_none_since_no_thread_unwinds() {
    let exploration = Explorer::new().explore(|| {
        let lock = Mutex::new(());
        let _bomb = Bomb;
        let _held = lock.lock();
        let _again = lock.lock();
    });
    assert_eq!(only_failure(&exploration).0, FailureKind::Deadlock);
}
