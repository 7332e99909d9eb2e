//! Main alone: steps without a letter in the schedule, and steps that still have a choice.

use std::fmt::Debug;
use std::sync::mpsc::TryRecvError;
use std::time::Duration;

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::atomic::AtomicU64;
use racelab::sync::atomic::Ordering::{Acquire, Relaxed};
use racelab::sync::hint::spin_loop;
use racelab::sync::{Arc, Condvar, Mutex, mpsc, thread};

/// Checks that every outcome's example replays to that outcome; returns the schedules, by outcome.
fn schedules<O: Ord + Clone + Debug + Send + 'static>(
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) -> Vec<(O, String)> {
    let exploration = Explorer::new().explore(program.clone());
    assert!(exploration.complete());
    let tell = |(outcome, of): (&O, &racelab::explore::Outcome)| {
        let schedule = &of.example.schedule;
        let replay = Explorer::new().replay(schedule, program.clone());
        let replay = replay.unwrap_or_else(|e| panic!("{schedule} for {outcome:?}: {e}"));
        assert_eq!(replay.outcome.as_ref(), Some(outcome), "{schedule}");
        assert_eq!(&replay.execution.schedule, schedule);
        (outcome.clone(), schedule.to_string())
    };
    exploration.outcomes().iter().map(tell).collect()
}

/// Message passing, relaxed, to a main thread without joins: when main reads the child's last
/// write, the child has ended, and main's next read may still return an old value.
#[test]
fn an_older_value_has_its_mark() {
    let found = schedules(|| {
        let shared = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
        let theirs = Arc::clone(&shared);
        thread::spawn(move || theirs.iter().for_each(|x| x.store(1, Relaxed)));
        let last = shared[1].load(Relaxed);
        (last, shared[0].load(Relaxed))
    });
    let found: Vec<_> = found.iter().map(|(o, s)| (*o, s.as_str())).collect();
    let expected = [
        ((0, 0), "M2A2"),
        ((0, 1), "AM2A"),
        ((1, 0), "A2MM~1"),
        ((1, 1), "A2M2"),
    ];
    assert_eq!(found, expected);
}

/// The same with three values, and an earlier read that has a choice, too.
#[test]
fn several_choices_in_a_row_have_one_letter_each() {
    let found = schedules(|| {
        let shared = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
        let theirs = Arc::clone(&shared);
        thread::spawn(move || {
            theirs[0].store(1, Relaxed);
            theirs[0].store(2, Relaxed);
            theirs[1].store(1, Relaxed);
        });
        [1, 0, 0].map(|i: usize| shared[i].load(Relaxed))
    });
    let mut outcomes: Vec<[u64; 3]> = found.iter().map(|(outcome, _)| *outcome).collect();
    outcomes.retain(|outcome| outcome[0] == 1);
    let expected = [
        [1, 0, 0],
        [1, 0, 1],
        [1, 0, 2],
        [1, 1, 1],
        [1, 1, 2],
        [1, 2, 2],
    ];
    assert_eq!(outcomes, expected);
}

/// A write of main may take its place before an existing write.
#[test]
fn a_store_before_an_existing_write_has_its_mark() {
    let found = schedules(|| {
        let shared = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            theirs[0].store(1, Relaxed);
            theirs[1].store(1, Relaxed);
        });
        let seen = shared[1].load(Relaxed);
        shared[0].store(2, Relaxed);
        child.join().unwrap();
        (seen, shared[0].load(Relaxed))
    });
    let outcomes: Vec<(u64, u64)> = found.iter().map(|(outcome, _)| *outcome).collect();
    assert_eq!(outcomes, [(0, 1), (0, 2), (1, 1), (1, 2)]);
    let (_, schedule) = &found[2];
    assert!(schedule.ends_with("M_1"), "{schedule}");
}

/// Main is not alone while the time limit of another thread's wait may have passed.
#[test]
fn main_is_not_alone_while_a_timed_wait_could_end() {
    let found = schedules(|| {
        let shared = Arc::new((Mutex::new(()), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let child = thread::spawn(move || {
            let limit = Duration::from_millis(1);
            let late = theirs.1.wait_for(&mut theirs.0.lock(), limit);
            late.timed_out()
        });
        shared.1.notify_all();
        child.join().unwrap()
    });
    let found: Vec<_> = found.iter().map(|(o, s)| (*o, s.as_str())).collect();
    assert_eq!(found, [(false, "A3MA2"), (true, "A6")]);
}

#[test]
fn a_try_recv_that_misses_the_drop_of_the_sender_has_its_mark() {
    let found = schedules(|| {
        let (sender, receiver) = mpsc::channel::<u64>();
        let gone = Arc::new(AtomicU64::new(0));
        thread::spawn({
            let gone = Arc::clone(&gone);
            move || {
                drop(sender);
                gone.store(1, Relaxed);
            }
        });
        (gone.load(Relaxed) == 1).then(|| receiver.try_recv() == Err(TryRecvError::Empty))
    });
    let outcomes: Vec<_> = found.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, [None, Some(false), Some(true)]);
}

#[test]
fn a_loop_that_no_thread_ends_replays_to_its_livelock() {
    let program = || {
        let flag = AtomicU64::new(0);
        while flag.load(Acquire) == 0 {
            spin_loop();
        }
    };
    let exploration = Explorer::new().explore(program);
    let schedule = &exploration.failures()[0].execution.schedule;
    let replay = Explorer::new().replay(schedule, program).unwrap();
    assert_eq!(replay.failures[0].kind, FailureKind::Livelock);
}
