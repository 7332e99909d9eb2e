//! The judge's answers: a bound that is reached is not a proof.

use std::panic::catch_unwind;
use std::time::Duration;

use racelab::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Mutex, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

/// Right, and with several executions.
fn right() {
    let x = Mutex::new(0);
    thread::scope(|s| {
        s.spawn(|| *x.lock() += 1);
        s.spawn(|| *x.lock() += 1);
    });
    assert_eq!(x.into_inner(), 2);
}

/// Wrong, but only if a thread is preempted in the middle.
fn wrong_after_preemptions() {
    let x = AtomicU64::new(0);
    thread::scope(|s| {
        // Between the first two operations of the child ...
        s.spawn(|| {
            let first = x.load(Relaxed);
            x.store(first + 10, Relaxed);
            x.load(Relaxed);
        });
        // ... the main thread makes one of its own, and the child goes on before the second.
        let before = x.fetch_add(1, Relaxed);
        let after = x.load(Relaxed);
        assert!(before != 0 || after != 10, "lost");
    });
}

/// No bound at all.
const UNLIMITED: LoomLimits = LoomLimits {
    max_iterations: None,
    max_duration: None,
    preemption_bound: None,
    max_branches: 1_000,
};

#[track_caller]
fn iterations_if_it_holds(limits: &LoomLimits, program: fn()) -> u64 {
    match judge(limits, program) {
        LoomVerdict::Holds { iterations } => iterations,
        verdict => panic!("{verdict:?}"),
    }
}

#[track_caller]
fn reason_if_undecided(limits: &LoomLimits, program: fn()) -> (String, u64) {
    match judge(limits, program) {
        LoomVerdict::Undecided { reason, iterations } => (reason, iterations),
        verdict => panic!("{verdict:?}"),
    }
}

#[track_caller]
fn message_if_it_fails(limits: &LoomLimits, program: fn()) -> String {
    match judge(limits, program) {
        LoomVerdict::Fails { message, .. } => message,
        verdict => panic!("{verdict:?}"),
    }
}

mod bounds {
    use super::*;

    #[test]
    fn on_executions_are_met_exactly() {
        let all = iterations_if_it_holds(&UNLIMITED, right);
        assert!(all > 2);
        let limits = |max: u64| LoomLimits {
            max_iterations: Some(usize::try_from(max).unwrap()),
            ..UNLIMITED
        };
        assert_eq!(iterations_if_it_holds(&limits(all), right), all);
        assert_eq!(
            reason_if_undecided(&limits(all - 1), right),
            (
                format!("loom did not finish within {} executions", all - 1),
                all - 1
            )
        );
        assert_eq!(reason_if_undecided(&limits(0), right).1, 0);
    }

    #[test]
    fn on_time_are_no_proof() {
        let limits = LoomLimits {
            max_duration: Some(Duration::ZERO),
            ..UNLIMITED
        };
        let (reason, _) = reason_if_undecided(&limits, right);
        assert_eq!(reason, "loom did not finish within 0 s of processor time");
    }

    #[test]
    fn on_preemptions_find_failures_and_are_no_proof() {
        let limits = |bound| LoomLimits {
            preemption_bound: Some(bound),
            ..UNLIMITED
        };
        let (reason, iterations) = reason_if_undecided(&limits(0), right);
        assert!(reason.contains("at most 0 preemptions"), "{reason}");
        assert!(iterations > 0);
        assert!(message_if_it_fails(&UNLIMITED, wrong_after_preemptions).contains("lost"));
        reason_if_undecided(&limits(0), wrong_after_preemptions);
        assert!(message_if_it_fails(&limits(4), wrong_after_preemptions).contains("lost"));
        assert!(message_if_it_fails(&limits(usize::MAX), wrong_after_preemptions).contains("lost"));
    }

    #[test]
    fn on_branches_are_no_proof() {
        let (reason, _) = reason_if_undecided(&UNLIMITED, || {
            let flag = AtomicBool::new(false);
            while !flag.load(Relaxed) {}
        });
        assert!(reason.contains("max_branches"), "{reason}");
    }

    #[test]
    fn on_threads_are_looms() {
        let start = |n| (0..n).for_each(|_| drop(thread::spawn(|| ())));
        assert!(matches!(
            judge(&UNLIMITED, move || start(4)),
            LoomVerdict::Holds { .. }
        ));
        match judge(&UNLIMITED, move || start(5)) {
            LoomVerdict::Undecided { reason, .. } => {
                assert!(reason.contains("at most 5 threads"), "{reason}");
            }
            verdict => panic!("{verdict:?}"),
        }
    }
}

mod failures {
    use super::*;

    #[test]
    fn say_the_first_panic_and_its_line() {
        let line = line!() + 1;
        let message = message_if_it_fails(&UNLIMITED, || panic!("out of cheese"));
        assert_eq!(message, format!("judging.rs:{line}: out of cheese"));
    }

    #[test]
    fn say_the_line_of_a_data_race_in_the_program() {
        let message = message_if_it_fails(&UNLIMITED, || {
            let x = racelab::sync::cell::PlainCell::new(0);
            thread::scope(|s| {
                s.spawn(|| x.set(1));
                x.set(2);
            });
        });
        assert!(
            message.starts_with("judging.rs:") && message.contains("data race: concurrent write"),
            "{message}"
        );
    }

    #[test]
    fn of_a_child_end_the_run() {
        let message = message_if_it_fails(&UNLIMITED, || {
            let child = thread::spawn(|| panic!("the child"));
            let _ = child.join();
        });
        assert!(message.contains("the child"), "{message}");
    }

    #[test]
    fn are_none_if_the_program_catches_the_panic_and_nothing_is_said_of_it() {
        let caught = || {
            let caught = catch_unwind(|| panic!("caught"));
            assert!(caught.is_err());
        };
        let replaced = || {
            let x = AtomicU64::new(0);
            catch_unwind(|| panic!("the cause")).expect_err("a panic");
            x.load(Relaxed);
            panic!("never reached");
        };
        for program in [caught, replaced] {
            let (reason, _) = reason_if_undecided(&UNLIMITED, program);
            assert!(reason.contains("the program catches a panic"), "{reason}");
        }
    }

    #[test]
    fn leave_destructors_that_use_objects_in_peace() {
        struct Last<'a>(&'a AtomicU64, &'a Mutex<u64>);

        impl Drop for Last<'_> {
            fn drop(&mut self) {
                self.0.fetch_add(1, Relaxed);
                *self.1.lock() += 1;
                thread::spawn(|| ()).join().unwrap_err();
            }
        }

        let message = message_if_it_fails(&UNLIMITED, || {
            let (x, y) = (AtomicU64::new(0), Mutex::new(0));
            let _last = Last(&x, &y);
            panic!("the only one");
        });
        assert!(message.contains("the only one"), "{message}");
    }

    #[test]
    fn do_not_disturb_what_is_judged_afterwards() {
        message_if_it_fails(&UNLIMITED, || panic!("before"));
        iterations_if_it_holds(&UNLIMITED, right);
    }
}

#[test]
fn several_judges_work_at_the_same_time() {
    let alone = iterations_if_it_holds(&UNLIMITED, right);
    std::thread::scope(|s| {
        for n in 0..4 {
            s.spawn(move || {
                for _ in 0..5 {
                    assert_eq!(iterations_if_it_holds(&UNLIMITED, right), alone);
                    let LoomVerdict::Fails { message, .. } =
                        judge(&UNLIMITED, move || panic!("judge {n}"))
                    else {
                        panic!("no failure");
                    };
                    assert!(message.ends_with(&format!("judge {n}")), "{message}");
                }
            });
        }
    });
}

#[test]
fn what_the_judged_closure_owns_is_dropped_for_real() {
    // Its destructor runs after the last execution, not during one.
    struct Owned(AtomicU64, std::sync::mpsc::Sender<u64>);

    impl Drop for Owned {
        fn drop(&mut self) {
            self.1.send(self.0.fetch_add(1, Relaxed)).unwrap();
        }
    }

    let (sender, receiver) = std::sync::mpsc::channel();
    let owned = Arc::new(Owned(AtomicU64::new(41), sender));
    let verdict = judge(&UNLIMITED, move || {
        let _owned = Arc::clone(&owned);
    });
    assert_eq!(verdict, LoomVerdict::Holds { iterations: 1 });
    assert_eq!(receiver.recv(), Ok(41));
}

/// loom counts the steps of a thread in 16 bits.
#[test]
fn loom_does_not_refuse_a_program_with_too_many_steps_for_its_counters() {
    let limits = LoomLimits {
        max_branches: 200_000,
        ..UNLIMITED
    };
    let (reason, _) = reason_if_undecided(&limits, || {
        let x = AtomicU64::new(0);
        for _ in 0..70_000 {
            x.fetch_add(1, Relaxed);
        }
    });
    assert!(reason.starts_with("loom itself failed: "), "{reason}");
}
