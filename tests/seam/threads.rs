//! Threads that borrow nothing: their results, their names, their tokens.

use racelab::explore::FailureKind;
use racelab::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, hint, thread};

use crate::ways;

#[test]
fn a_thread_returns_its_result_to_the_joining_thread() {
    ways::holds(|| {
        let word = String::from("hello");
        let child = thread::spawn(move || word.len());
        assert_eq!(child.join().unwrap(), 5);
    });
}

#[test]
fn what_a_thread_did_happens_before_its_join() {
    ways::holds(|| {
        let x = Arc::new(PlainCell::new(0));
        let child = thread::spawn({
            let x = Arc::clone(&x);
            move || x.set(1)
        });
        child.join().unwrap();
        assert_eq!(x.get(), 1);
    });
}

#[test]
fn a_thread_without_a_handle_runs_all_the_same() {
    ways::holds(|| {
        let (x, done) = (Arc::new(AtomicU64::new(0)), thread::current());
        drop(thread::spawn({
            let x = Arc::clone(&x);
            move || {
                x.store(1, Ordering::Relaxed);
                done.unpark();
            }
        }));
        while x.load(Ordering::Relaxed) == 0 {
            thread::park();
        }
    });
}

#[test]
fn threads_know_their_identity() {
    ways::holds(|| {
        let me = thread::current();
        let builder = thread::Builder::new()
            .name("Ada".to_owned())
            .stack_size(1 << 18);
        let child = builder
            .spawn(|| {
                assert_eq!(thread::current().name(), Some("Ada"));
                thread::current().id()
            })
            .expect("a thread");
        assert_eq!(child.thread().name(), Some("Ada"));
        let id = child.thread().id();
        assert_eq!(child.join().unwrap(), id);
        assert_ne!(me.id(), id);
        assert_eq!(me.id(), thread::current().id());
    });
}

#[test]
fn the_id_of_a_model_thread_is_the_same_in_each_execution() {
    // A program may use it, for example to choose a shard. loom's own ids differ each time.
    fn hash() -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        thread::current().id().hash(&mut hasher);
        hasher.finish()
    }
    static SEEN: std::sync::Mutex<Vec<(u64, u64)>> = std::sync::Mutex::new(Vec::new());
    ways::holds_in_models(|| {
        let x = Arc::new(AtomicU64::new(0));
        let child = thread::spawn({
            let x = Arc::clone(&x);
            move || {
                x.fetch_add(1, Ordering::Relaxed);
                hash()
            }
        });
        x.fetch_add(1, Ordering::Relaxed);
        SEEN.lock().unwrap().push((hash(), child.join().unwrap()));
    });
    let mut seen = SEEN.lock().unwrap().clone();
    assert!(seen.len() > 4, "several executions in each model");
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 1, "one pair for both models");
}

#[test]
fn a_panic_for_real_is_the_joins_to_see() {
    let child = thread::spawn(|| std::panic::resume_unwind(Box::new("lost")));
    let panic = child.join().expect_err("the panic");
    assert_eq!(panic.downcast_ref(), Some(&"lost"));
}

#[test]
fn a_panic_in_a_model_fails_the_execution() {
    let program = || {
        let _ = thread::spawn(|| panic!("out of paper")).join();
    };
    ways::fails_in_models(program, FailureKind::Panic, "out of paper", "out of paper");
}

#[test]
fn spinning_threads_let_others_go_on() {
    ways::holds(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let child = thread::spawn({
            let flag = Arc::clone(&flag);
            move || flag.store(true, Ordering::Relaxed)
        });
        while !flag.load(Ordering::Relaxed) {
            hint::spin_loop();
        }
        child.join().unwrap();
    });
    ways::holds(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let child = thread::spawn({
            let flag = Arc::clone(&flag);
            move || flag.store(true, Ordering::Relaxed)
        });
        while !flag.load(Ordering::Relaxed) {
            thread::yield_now();
        }
        child.join().unwrap();
    });
}

mod tokens {
    use super::*;

    #[test]
    fn that_come_early_are_kept() {
        ways::holds_in_models(|| {
            thread::current().unpark();
            thread::park();
        });
    }

    #[test]
    fn are_one_at_most() {
        let program = || {
            thread::current().unpark();
            thread::current().unpark();
            thread::park();
            thread::park();
        };
        ways::fails_in_models(program, FailureKind::Deadlock, "parked", "deadlock");
    }

    #[test]
    fn carry_what_happened_before() {
        ways::holds_in_models(|| {
            let (x, main) = (Arc::new(PlainCell::new(0)), thread::current());
            let child = thread::spawn({
                let x = Arc::clone(&x);
                move || {
                    x.set(1);
                    main.unpark();
                }
            });
            thread::park();
            assert_eq!(x.get(), 1);
            child.join().unwrap();
        });
    }

    #[test]
    fn outlast_a_lock_that_is_waited_for_in_between() {
        // loom's own park loses the token here, and takes the unpark for the lock's.
        ways::holds_in_models(|| {
            let (lock, main) = (Arc::new(Mutex::new(0)), thread::current());
            let child = thread::spawn({
                let lock = Arc::clone(&lock);
                move || {
                    let mut held = lock.lock();
                    main.unpark();
                    *held += 1;
                }
            });
            *lock.lock() += 1;
            thread::park();
            child.join().unwrap();
            assert_eq!(*lock.lock(), 2);
        });
    }
}
