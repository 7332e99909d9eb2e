//! Waits with a time limit, in a model: every outcome.

use std::time::Duration;

use racelab::explore::{Execution, Explorer, FailureKind, Operation};
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Condvar, Mutex, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

const LIMIT: Duration = Duration::from_millis(1);

/// A thread sets the flag and notifies; main waits for that once.
fn wait_once() -> (bool, bool) {
    let shared = Arc::new((Mutex::new(false), Condvar::new()));
    let theirs = Arc::clone(&shared);
    let child = thread::spawn(move || {
        *theirs.0.lock() = true;
        theirs.1.notify_one();
    });
    let mut ready = shared.0.lock();
    let mut late = false;
    if !*ready {
        late = shared.1.wait_for(&mut ready, LIMIT).timed_out();
    }
    let seen = *ready;
    drop(ready);
    child.join().unwrap();
    (seen, late)
}

/// In time if the flag is set before the wait, or the notification comes in time; otherwise too
/// late, with the flag set meanwhile or not yet. Never notified without the flag.
#[test]
fn a_wait_ends_in_time_or_too_late() {
    let exploration = Explorer::new().explore(wait_once);
    assert!(exploration.complete());
    assert!(exploration.failures().is_empty());
    let outcomes: Vec<_> = exploration.outcomes().keys().copied().collect();
    assert_eq!(outcomes, [(false, true), (true, false), (true, true)]);
}

/// The example of each outcome replays, the time-out as a step like others.
#[test]
fn a_time_out_is_a_step_of_the_schedule() {
    let exploration = Explorer::new().explore(wait_once);
    for (outcome, of) in exploration.outcomes() {
        let replay = Explorer::new().replay(&of.example.schedule, wait_once);
        let replay = replay.expect("the example fits its program");
        assert_eq!(replay.outcome, Some(*outcome));
        let mut events = replay.execution.events.iter();
        let times_out = events.any(|e| e.operation == Operation::TimeOut);
        assert_eq!(times_out, outcome.1);
    }
}

/// A loop that waits again after each time-out ends with the flag: a round that reads
/// nothing new is explored twice, not without end.
#[test]
fn a_loop_around_a_wait_is_bounded() {
    let exploration = Explorer::new().max_executions(1000).explore(|| {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            *theirs.0.lock() = true;
            theirs.1.notify_one();
        });
        let mut ready = shared.0.lock();
        while !*ready {
            let _ = shared.1.wait_for(&mut ready, LIMIT);
        }
        drop(ready);
        child.join().unwrap();
    });
    assert!(exploration.complete(), "{:?}", exploration.stopped_by());
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    assert_eq!(exploration.outcomes().len(), 1);
}

/// No thread sets the flag: the loop goes round for ever.
#[test]
fn a_loop_that_no_thread_ends_is_a_livelock() {
    let exploration = Explorer::new().explore(|| {
        let (lock, never) = (Mutex::new(false), Condvar::new());
        let mut ready = lock.lock();
        while !*ready {
            let _ = never.wait_for(&mut ready, LIMIT);
        }
    });
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::Livelock]);
}

/// A loop that gives up after some rounds is explored to its end.
#[test]
fn a_loop_that_gives_up_ends() {
    let exploration = Explorer::new().explore(|| {
        let (lock, never) = (Mutex::new(()), Condvar::new());
        let mut guard = lock.lock();
        let late = (0..5).filter(|_| never.wait_for(&mut guard, LIMIT).timed_out());
        late.count()
    });
    assert!(exploration.complete());
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    assert!(exploration.outcomes().keys().eq(&[5]));
    assert_eq!(exploration.executions(), 1);
}

/// A wait that ends too late may still find its condition true.
#[test]
fn wait_while_for_says_whether_it_was_late() {
    let exploration = Explorer::new().explore(|| {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            *theirs.0.lock() = true;
            theirs.1.notify_all();
        });
        let mut ready = shared.0.lock();
        let result = shared.1.wait_while_for(&mut ready, |ready| !*ready, LIMIT);
        let outcome = (*ready, result.timed_out());
        drop(ready);
        child.join().unwrap();
        outcome
    });
    let outcomes: Vec<_> = exploration.outcomes().keys().copied().collect();
    assert_eq!(outcomes, [(false, true), (true, false), (true, true)]);
}

/// Sleeping orders nothing: the update can still be lost.
#[test]
fn sleep_is_no_synchronization() {
    let exploration = Explorer::new().explore(|| {
        let lock = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&lock);
        let child = thread::spawn(move || *theirs.lock() = 1);
        thread::sleep(Duration::from_secs(3600));
        let seen = *lock.lock();
        child.join().unwrap();
        seen
    });
    assert!(exploration.outcomes().keys().eq(&[0, 1]));
}

/// A thread writes and unparks main, which parks with a limit and reads.
fn park_once() -> u64 {
    let x = Arc::new(AtomicU64::new(0));
    let main = thread::current();
    let child = thread::spawn({
        let x = Arc::clone(&x);
        move || {
            x.store(1, Relaxed);
            main.unpark();
        }
    });
    thread::park_timeout(LIMIT);
    let seen = x.load(Relaxed);
    child.join().unwrap();
    seen
}

/// It ends with the token, and then sees what came before the unpark; or too late for it, and then
/// it may or may not see the write.
#[test]
fn a_park_with_a_limit_ends_with_the_token_or_without() {
    let exploration = Explorer::new().explore(park_once);
    assert!(exploration.complete() && exploration.failures().is_empty());
    let outcomes = exploration.outcomes();
    let outcomes: Vec<_> = outcomes
        .iter()
        .map(|(&seen, of)| (seen, of.executions))
        .collect();
    assert_eq!(outcomes, [(0, 1), (1, 2)]);
    assert!((0..100).all(|_| park_once() <= 1));
    let verdict = judge(&LoomLimits::default(), || assert!(park_once() <= 1));
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
    for outcome in [0, 1] {
        let verdict = judge(&LoomLimits::default(), move || {
            assert_ne!(park_once(), outcome)
        });
        assert!(matches!(verdict, LoomVerdict::Fails { .. }), "{verdict:?}");
    }
}

#[test]
fn a_park_that_timed_out_is_a_step_that_replays() {
    let exploration = Explorer::new().explore(park_once);
    let example = &exploration.outcomes()[&0].example;
    let timed_out = |execution: &Execution| {
        let mut events = execution.events.iter();
        events.any(|e| e.operation == Operation::ParkTimeout(false) && e.step)
    };
    assert!(timed_out(example));
    let replay = Explorer::new()
        .replay(&example.schedule, park_once)
        .unwrap();
    assert_eq!(replay.outcome, Some(0));
    assert!(timed_out(&replay.execution));
}

/// What comes before an unpark happens before what follows a park that consumes the token,
/// and not before what follows one that timed out.
#[test]
fn only_a_park_that_consumes_the_token_knows_what_came_before_the_unpark() {
    let program = |waits: fn()| {
        Explorer::new().explore(move || {
            let x = Arc::new(PlainCell::new(0));
            let main = thread::current();
            let child = thread::spawn({
                let x = Arc::clone(&x);
                move || {
                    x.set(1);
                    main.unpark();
                }
            });
            waits();
            let seen = x.get();
            child.join().unwrap();
            seen
        })
    };
    let parked = program(thread::park);
    assert!(parked.failures().is_empty() && parked.outcomes().keys().eq(&[1]));
    let timed = program(|| thread::park_timeout(LIMIT));
    let kinds: Vec<_> = timed.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::DataRace]);
}

#[test]
fn a_loop_around_a_park_with_a_limit_is_bounded() {
    let explore = |sets: bool| {
        Explorer::new().explore(move || {
            let ready = Arc::new(AtomicU64::new(0));
            let main = thread::current();
            let child = thread::spawn({
                let ready = Arc::clone(&ready);
                move || {
                    if sets {
                        ready.store(1, Release);
                    }
                    main.unpark();
                }
            });
            while ready.load(Acquire) == 0 {
                thread::park_timeout(LIMIT);
            }
            child.join().unwrap();
        })
    };
    let ends = explore(true);
    assert!(
        ends.complete() && ends.failures().is_empty(),
        "{:?}",
        ends.failures()
    );
    let never = explore(false);
    let kinds: Vec<_> = never.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::Livelock]);
}

#[test]
fn a_token_that_is_there_is_consumed_and_not_timed_out() {
    let exploration = Explorer::new().explore(|| {
        thread::current().unpark();
        thread::park_timeout(LIMIT);
        thread::park();
    });
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::Deadlock]);
}

/// As std documents: an unpark releases, and a park acquires. The thread that unparks a second
/// time knows nothing of what came before the park.
#[test]
fn an_unpark_does_not_know_what_came_before_a_park() {
    let exploration = Explorer::new().explore(|| {
        let shared = Arc::new((PlainCell::new(0), AtomicU64::new(0)));
        let child = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                shared.0.set(1);
                thread::park();
                shared.1.store(1, Relaxed);
            }
        });
        child.thread().unpark();
        let seen = match shared.1.load(Relaxed) {
            0 => None,
            _ => {
                child.thread().unpark();
                Some(shared.0.get())
            }
        };
        child.join().unwrap();
        seen
    });
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::DataRace]);
}
