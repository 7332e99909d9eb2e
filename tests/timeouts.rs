//! Waits with a limit in time, in a model: every outcome.

use std::time::Duration;

use racelab::explore::{Explorer, FailureKind, Operation};
use racelab::sync::{Arc, Condvar, Mutex, thread};

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

/// Ready before the wait, or notified in time; too late, with the flag set meanwhile
/// or not yet. Never notified without the flag.
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

/// Waiting again after each time-out ends with the flag: the rounds that find
/// nothing new are explored twice, not without end.
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

/// Nobody sets the flag: the loop goes round for ever.
#[test]
fn a_loop_that_nobody_ends_is_a_livelock() {
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

/// Whoever is late may still find what it waited for.
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

/// To sleep orders nothing: the loss is there all the same.
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
