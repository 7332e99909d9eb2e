//! Programs whose number of executions with few preemptions is known.

use std::sync::atomic::Ordering::SeqCst;

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel, StoppedBy};
use racelab::sync::{Arc, Condvar, Mutex, atomic::AtomicU64, cell::PlainCell, thread};

use crate::programs::racing_counter;

fn search<O, F>(preemptions: usize, program: F) -> Exploration<O>
where
    O: Ord + Clone + std::fmt::Debug + Send + 'static,
    F: Fn() -> O + Send + Sync + 'static,
{
    Explorer::new()
        .max_preemptions(preemptions)
        .explore(program)
}

/// The numbers of executions that need no more than 0, 1, 2, ... preemptions, up to the bound that
/// covers all.
fn by_preemptions(adds: &'static [u64], times: usize) -> Vec<u64> {
    let mut counts = Vec::new();
    for bound in 0.. {
        let found = search(bound, racing_counter(adds, times, (SeqCst, SeqCst)));
        assert_eq!(found.preemptions(), Some(bound));
        assert_eq!(found.memory_model(), MemoryModel::Sc);
        counts.push(found.executions());
        if found.complete() {
            break;
        }
        assert_eq!(found.stopped_by(), Some(&StoppedBy::Preemptions(bound)));
    }
    counts
}

/// Without a preemption one thread follows the other, in n! orders. With one, one of two
/// threads with s steps is preempted after one of its s - 1 first steps: 2 + 2 (s - 1) in total.
/// With more, the number reaches that of an exploration.
#[test]
fn executions_of_racing_counters_have_known_numbers() {
    assert_eq!(by_preemptions(&[1, 1], 1), [2, 4, 4]);
    assert_eq!(by_preemptions(&[1, 1], 2), [2, 8, 22, 32, 34]);
    let of_three = by_preemptions(&[1, 1], 3);
    assert_eq!(of_three, [2, 12, 56, 132, 236, 304, 326, 328]);
    assert_eq!(by_preemptions(&[1, 1, 1], 1), [6, 24, 36, 36]);
    assert_eq!(by_preemptions(&[1, 1, 1, 1], 1), [24, 168, 432, 576, 576]);
}

/// A program with too many executions to explore. A page of the documentation has these numbers.
#[test]
fn few_executions_of_four_racing_counters_need_one_preemption() {
    let executions = |bound| {
        let program = racing_counter(&[1, 1, 1, 1], 10, (SeqCst, SeqCst));
        search(bound, program).executions()
    };
    assert_eq!([0, 1].map(executions), [24, 2_760]);
}

#[test]
fn a_blocked_thread_is_left_without_a_preemption() {
    // A waits for B, B for C: one thread follows the other in every order of starting.
    let found = search(0, || {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        let threads = [2, 1, 0].map(|turn| {
            let shared = shared.clone();
            thread::spawn(move || {
                let mut now = shared.0.lock();
                shared.1.wait_while(&mut now, |now| *now != turn);
                *now += 1;
                shared.1.notify_all();
            })
        });
        let _ = threads.map(|thread| thread.join().unwrap());
        *shared.0.lock()
    });
    assert!(found.outcomes().keys().eq([&3]));
    assert!(found.failures().is_empty());
}

#[test]
fn a_waiting_loop_is_left_without_a_preemption() {
    let found = search(0, || {
        let x = Arc::new(AtomicU64::new(0));
        let theirs = x.clone();
        let waits = thread::spawn(move || while theirs.load(SeqCst) == 0 {});
        x.store(1, SeqCst);
        waits.join().unwrap();
    });
    assert_eq!(found.outcomes().len(), 1);
    assert!(found.failures().is_empty());
}

#[test]
fn a_data_race_shows_where_its_accesses_are_apart() {
    let found = search(0, || {
        let x = Arc::new(PlainCell::new(0));
        let threads = [1, 2].map(|value| {
            let x = x.clone();
            thread::spawn(move || x.set(value))
        });
        let _ = threads.map(|thread| thread.join().unwrap());
    });
    assert_eq!(found.failures()[0].kind, FailureKind::DataRace);
}

#[test]
fn a_spurious_wake_up_costs_one() {
    // The waiter does not check its condition again after its wait.
    let program = || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = shared.clone();
        let waits = thread::spawn(move || {
            let mut ready = theirs.0.lock();
            if !*ready {
                theirs.1.wait(&mut ready);
            }
            *ready
        });
        let theirs = shared.clone();
        let sets = thread::spawn(move || {
            *theirs.0.lock() = true;
            theirs.1.notify_one();
        });
        sets.join().unwrap();
        waits.join().unwrap()
    };
    let outcomes = |explorer: Explorer, bound| {
        let found = explorer.max_preemptions(bound).explore(program);
        assert!(found.failures().is_empty());
        found.outcomes().keys().copied().collect::<Vec<_>>()
    };
    let spurious = || Explorer::new().spurious(true);
    assert_eq!(outcomes(spurious(), 0), [true]);
    assert_eq!(outcomes(spurious(), 1), [false, true]);
    assert_eq!(outcomes(Explorer::new(), 100), [true]);
}

#[test]
fn a_weak_exchange_that_fails_spuriously_costs_one() {
    let program = || {
        let x = Arc::new(AtomicU64::new(0));
        let theirs = x.clone();
        let exchange = move || theirs.compare_exchange_weak(0, 1, SeqCst, SeqCst).is_ok();
        let other = thread::spawn(exchange);
        other.join().unwrap()
    };
    let outcomes = |bound| {
        let explorer = Explorer::new().spurious(true).max_preemptions(bound);
        explorer
            .explore(program)
            .outcomes()
            .keys()
            .copied()
            .collect::<Vec<_>>()
    };
    assert_eq!(outcomes(0), [true]);
    assert_eq!(outcomes(1), [false, true]);
}

/// A loop that reads the same value eight times and gives up is no livelock, and another thread
/// may follow it.
#[test]
fn a_loop_that_gives_up_is_no_livelock() {
    let program = || {
        let cells = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
        let theirs = Arc::clone(&cells);
        let polls = move || (0..8).filter(|_| theirs[0].load(SeqCst) == 1).count();
        let polls = thread::spawn(polls);
        let theirs = Arc::clone(&cells);
        let writes = thread::spawn(move || theirs[1].store(1, SeqCst));
        writes.join().unwrap();
        polls.join().unwrap()
    };
    let found = Explorer::new().max_preemptions(2).explore(program);
    assert!(found.failures().is_empty());
    assert!(found.complete());
    assert!(
        found
            .outcomes()
            .keys()
            .eq(Explorer::new().explore(program).outcomes().keys())
    );
}
