//! Threads that borrow: the scope waits for them in every case.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64 as StdAtomicU64, Ordering::SeqCst};

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::ways;

#[test]
fn a_scope_returns_what_its_body_returns() {
    ways::holds(|| {
        let words = ["a", "bc"].map(str::to_owned);
        let sum = thread::scope(|s| {
            let lengths = words.each_ref().map(|word| s.spawn(|| word.len()));
            lengths
                .map(|child| child.join().unwrap())
                .iter()
                .sum::<usize>()
        });
        assert_eq!(sum, 3);
    });
}

#[test]
fn a_scope_ends_after_children_without_a_join() {
    // The read would be a data race if the scope did not join the child.
    ways::holds(|| {
        let x = PlainCell::new(0);
        thread::scope(|s| {
            s.spawn(|| x.set(1));
        });
        assert_eq!(x.get(), 1);
    });
}

#[test]
fn a_scope_ends_after_the_children_of_its_children() {
    ways::holds(|| {
        let x = PlainCell::new(0);
        thread::scope(|s| {
            s.spawn(|| {
                s.spawn(|| x.set(1));
            });
        });
        assert_eq!(x.get(), 1);
    });
}

#[test]
fn a_child_may_join_another_one() {
    ways::holds(|| {
        let x = PlainCell::new(0);
        thread::scope(|s| {
            let first = s.spawn(|| x.set(1));
            s.spawn(|| {
                first.join().unwrap();
                x.set(x.get() + 1);
            });
        });
        assert_eq!(x.get(), 2);
    });
}

#[test]
fn a_scoped_thread_has_a_name_too() {
    ways::holds(|| {
        thread::scope(|s| {
            let builder = thread::Builder::new().name("Grace".to_owned());
            let child = builder
                .spawn_scoped(s, || thread::current().name().map(str::to_owned))
                .expect("a thread");
            assert_eq!(child.thread().name(), Some("Grace"));
            assert_eq!(child.join().unwrap().as_deref(), Some("Grace"));
        });
    });
}

#[test]
fn a_panic_of_a_child_for_real_leaves_the_scope() {
    let panic = catch_unwind(|| {
        thread::scope(|s| {
            s.spawn(|| std::panic::resume_unwind(Box::new("child")));
        });
    });
    let words = |payload: Box<dyn Any + Send>| *payload.downcast::<&str>().unwrap();
    assert_eq!(words(panic.unwrap_err()), "a scoped thread panicked");
    let result: std::thread::Result<()> = thread::scope(|s| {
        s.spawn(|| std::panic::resume_unwind(Box::new("child")))
            .join()
    });
    assert_eq!(words(result.unwrap_err()), "child", "the scope goes on");
}

#[test]
fn a_panic_of_the_body_fails_in_the_models() {
    let program = || {
        let x = Mutex::new(0);
        thread::scope(|s| {
            s.spawn(|| *x.lock() += 1);
            panic!("the body");
        })
    };
    ways::fails_in_models(program, FailureKind::Panic, "the body", "the body");
}

/// Children that borrow from a frame, in executions that end too early: no child may exist
/// after its frame was left.
mod frames {
    use super::*;

    /// The record of one test's frames, in real memory, so that it is not part of the program.
    struct Log {
        alive: AtomicBool,
        borrows_ended: StdAtomicU64,
        /// The number of children that existed after their frame was left.
        too_late: StdAtomicU64,
    }

    impl Log {
        const fn new() -> Self {
            Self {
                alive: AtomicBool::new(false),
                borrows_ended: StdAtomicU64::new(0),
                too_late: StdAtomicU64::new(0),
            }
        }

        fn frame(&'static self) -> Frame {
            self.alive.store(true, SeqCst);
            Frame(self)
        }
    }

    /// Something in the frame of a scope's owner.
    struct Frame(&'static Log);

    impl Drop for Frame {
        fn drop(&mut self) {
            self.0.alive.store(false, SeqCst);
        }
    }

    impl Frame {
        fn borrow(&self) -> Borrow<'_> {
            Borrow(self)
        }
    }

    /// A child's reference to the frame.
    struct Borrow<'f>(&'f Frame);

    impl Drop for Borrow<'_> {
        fn drop(&mut self) {
            let Frame(log) = self.0;
            log.borrows_ended.fetch_add(1, SeqCst);
            if !log.alive.load(SeqCst) {
                log.too_late.fetch_add(1, SeqCst);
            }
        }
    }

    #[test]
    fn outlive_the_children_of_a_body_that_panics() {
        static LOG: Log = Log::new();
        let program = || {
            let x = AtomicU64::new(0);
            let frame = LOG.frame();
            let caught = catch_unwind(AssertUnwindSafe(|| {
                thread::scope(|s| {
                    s.spawn(|| {
                        let _borrow = frame.borrow();
                        x.fetch_add(1, Relaxed);
                        x.fetch_add(1, Relaxed);
                    });
                    panic!("the body");
                })
            }));
            (caught.is_err(), x.load(Relaxed))
        };
        let exploration = Explorer::new().explore(program);
        assert!(exploration.complete() && exploration.failures().is_empty());
        let outcomes: Vec<_> = exploration.outcomes().keys().collect();
        assert_eq!(outcomes, [&(true, 2)]);
        assert!(LOG.borrows_ended.load(SeqCst) > 0);
        assert_eq!(LOG.too_late.load(SeqCst), 0);
    }

    #[test]
    fn are_not_left_by_a_panic_while_their_children_wait() {
        static LOG: Log = Log::new();
        let program = || {
            let frame = LOG.frame();
            let _ = catch_unwind(AssertUnwindSafe(|| {
                thread::scope(|s| {
                    s.spawn(|| {
                        let _borrow = frame.borrow();
                        thread::park();
                    });
                    panic!("the body");
                })
            }));
        };
        let exploration = Explorer::new().explore(program);
        assert_eq!(exploration.failures()[0].kind, FailureKind::Deadlock);
        let verdict = judge(&LoomLimits::default(), program);
        assert!(
            matches!(verdict, LoomVerdict::Undecided { .. }),
            "{verdict:?}"
        );
        assert_eq!(LOG.too_late.load(SeqCst), 0);
    }

    #[test]
    fn are_not_left_under_loom_while_their_children_run_on() {
        // The program catches the panic and goes on: a child that ran then would find
        // its frame gone.
        static LOG: Log = Log::new();
        let verdict = judge(&LoomLimits::default(), || {
            let x = AtomicU64::new(0);
            let swallowed = catch_unwind(AssertUnwindSafe(|| {
                let frame = LOG.frame();
                thread::scope(|s| {
                    s.spawn(|| {
                        let _borrow = frame.borrow();
                        x.fetch_add(1, Relaxed);
                        x.fetch_add(1, Relaxed);
                    });
                    x.fetch_add(1, Relaxed);
                    panic!("the body");
                })
            }));
            assert!(swallowed.is_err());
            // The child would run next here.
            thread::yield_now();
        });
        let LoomVerdict::Undecided { reason, .. } = verdict else {
            panic!("{verdict:?}");
        };
        assert!(reason.contains("catches a panic"), "{reason}");
        assert_eq!(LOG.too_late.load(SeqCst), 0);
    }

    #[test]
    fn are_not_left_by_an_execution_that_is_stopped() {
        // A deadlock inside of a scope. The first thread's spawn is undone by a revisit, and
        // its child's number goes to a thread whose parent has a higher one: the order of
        // the numbers is not the order of parents and children.
        static LOG: Log = Log::new();
        let exploration = Explorer::new().explore(|| {
            let x = Arc::new(AtomicU64::new(0));
            let reader = thread::spawn({
                let x = Arc::clone(&x);
                move || {
                    if x.load(Relaxed) == 0 {
                        thread::spawn(|| ());
                    }
                }
            });
            let writer = thread::spawn(move || {
                thread::spawn(move || {
                    x.store(1, Relaxed);
                    let frame = LOG.frame();
                    thread::scope(|s| {
                        s.spawn(|| {
                            let _borrow = frame.borrow();
                            thread::park();
                        });
                    });
                });
            });
            reader.join().unwrap();
            writer.join().unwrap();
        });
        assert_eq!(exploration.executions(), 2);
        // Parents and children stop together.
        assert!(LOG.alive.load(SeqCst));
        assert_eq!(LOG.borrows_ended.load(SeqCst), 0);
        assert_eq!(LOG.too_late.load(SeqCst), 0);
    }
}
