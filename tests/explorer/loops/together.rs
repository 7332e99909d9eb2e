//! Threads that poll the same lock: if none of them ever leaves its loop, that is a livelock.

use racelab::explore::{Exploration, Explorer, FailureKind, Schedule};
use racelab::sync::{Arc, Mutex, RwLock, thread};

/// The number of executions, and that of those that end in a livelock. There is no other failure.
#[track_caller]
fn counts<O>(found: &Exploration<O>) -> (u64, u64) {
    assert!(found.complete(), "{:?}", found.stopped_by());
    let failures = found.failures();
    assert!(
        failures.iter().all(|f| f.kind == FailureKind::Livelock),
        "{failures:?}"
    );
    let livelocks = failures.iter().map(|failure| failure.executions).sum();
    (found.executions(), livelocks)
}

/// Threads poll until a flag is set. Another thread sets it, unless main has come first.
fn polls_for_a_late_flag(pollers: usize) -> impl Fn() + Send + Sync + 'static {
    move || {
        let flags = Arc::new(Mutex::new((false, false)));
        let poll = |_| {
            let flags = Arc::clone(&flags);
            thread::spawn(move || while !flags.lock().1 {})
        };
        let mut threads: Vec<_> = (0..pollers).map(poll).collect();
        let theirs = Arc::clone(&flags);
        threads.push(thread::spawn(move || {
            let (is_late, is_set) = &mut *theirs.lock();
            *is_set = !*is_late;
        }));
        flags.lock().0 = true;
        for thread in threads {
            thread.join().unwrap();
        }
    }
}

/// If main acquires the lock before the setter, the flag stays unset, and no poller leaves its loop.
#[test]
fn a_livelock_of_several_threads_is_found_beside_other_executions() {
    for (pollers, executions) in [(1, 3), (2, 7), (3, 25)] {
        let found = Explorer::new().explore(polls_for_a_late_flag(pollers));
        assert_eq!(counts(&found), (executions, 1), "{pollers} pollers");
    }
}

/// A round of a thread that polls two locks; returns whether it leaves its loop.
type Round = fn(&RwLock<u64>, &Mutex<u64>) -> bool;

/// Two threads that go round their loops until `leave` returns `true`.
fn two(leave: [Round; 2]) -> impl Fn() + Send + Sync + 'static {
    move || {
        let locks = Arc::new((RwLock::new(0), Mutex::new(0)));
        let poll = |leave: Round| {
            let locks = Arc::clone(&locks);
            thread::spawn(move || while !leave(&locks.0, &locks.1) {})
        };
        for thread in leave.map(poll) {
            thread.join().unwrap();
        }
    }
}

#[test]
fn threads_that_poll_for_ever_are_one_execution() {
    let programs = [
        two([|_, lock| *lock.lock() > 0; 2]),
        two([|lock, _| *lock.write() > 0; 2]),
        two([|lock, _| *lock.read() > 0; 2]),
        two([|first, second| *first.write() > 0 && *second.lock() > 0; 2]),
        two([
            |first, second| *first.write() > 0 || *second.lock() > 0,
            |first, second| *second.lock() > 0 || *first.write() > 0,
        ]),
    ];
    for (number, program) in programs.into_iter().enumerate() {
        let found = Explorer::new().explore(program);
        assert_eq!(counts(&found), (1, 1), "program {number}");
    }
}

/// Each thread waits until the other one has gone.
#[test]
fn threads_that_wait_for_each_other_are_one_execution() {
    let found = Explorer::new().explore(|| {
        let gone = Arc::new(Mutex::new([false; 2]));
        let wait = |me: usize| {
            let gone = Arc::clone(&gone);
            thread::spawn(move || {
                while !gone.lock()[1 - me] {}
                gone.lock()[me] = true;
            })
        };
        for thread in [0, 1].map(wait) {
            thread.join().unwrap();
        }
    });
    assert_eq!(counts(&found), (1, 1));
}

/// The rounds of one thread leave something behind that lets the other one go.
#[test]
fn rounds_that_leave_something_behind_are_no_livelock() {
    let sets_and_looks: Round = |_, lock| {
        let mut data = lock.lock();
        *data |= 1;
        *data & 2 != 0
    };
    let answers: Round = |_, lock| {
        let mut data = lock.lock();
        *data |= (*data & 1) << 1;
        *data & 1 != 0
    };
    for (order, leave) in [[sets_and_looks, answers], [answers, sets_and_looks]]
        .into_iter()
        .enumerate()
    {
        let (executions, livelocks) = counts(&Explorer::new().explore(two(leave)));
        assert_eq!(livelocks, 0, "order {order}: {executions} executions");
        assert!(executions > 0);
    }
}

#[test]
fn the_schedule_of_such_a_livelock_replays_to_it() {
    for pollers in [2, 3] {
        let found = Explorer::new().explore(polls_for_a_late_flag(pollers));
        let schedule = &found.failures()[0].execution.schedule;
        for schedule in [schedule, &Schedule::new(schedule.steps()[..1].to_vec())] {
            let replayed = Explorer::new().replay(schedule, polls_for_a_late_flag(pollers));
            let replay = replayed.expect("the schedule fits");
            let kinds: Vec<_> = replay.failures.iter().map(|failure| failure.kind).collect();
            assert_eq!(kinds, [FailureKind::Livelock], "schedule {schedule}");
        }
    }
}

/// Each poller adds to what all of them poll, and only the last of these and of some further threads
/// lets them go on. The additions have any order, and then the last looks of the pollers.
#[test]
fn pollers_that_change_what_they_poll_wait_for_all_changes() {
    let factorial = |n: u64| (1..=n).product::<u64>();
    for (pollers, others) in [(1, 1), (2, 0), (2, 1), (2, 2), (3, 0)] {
        let found = Explorer::new().max_executions(10_000).explore(move || {
            let count = Arc::new(Mutex::new(0));
            let threads = (0..pollers + others).map(|number| {
                let count = Arc::clone(&count);
                thread::spawn(move || {
                    *count.lock() += 1;
                    while number < pollers && *count.lock() < pollers + others {}
                })
            });
            let threads: Vec<_> = threads.collect();
            threads
                .into_iter()
                .for_each(|thread| thread.join().unwrap());
        });
        let expected = factorial(pollers + others) * factorial(pollers);
        assert_eq!(counts(&found), (expected, 0), "{pollers}, {others}");
    }
}

/// The orders of the critical sections of threads that meet again and again: each arrives, and all
/// but the last look once more, after the last one's arrival.
fn orders(threads: usize, meetings: usize) -> u64 {
    /// What a thread does next: arrive, or leave the meeting with this number.
    #[derive(Clone, Copy)]
    enum Next {
        Arrive,
        Leave(usize),
    }
    fn count(nexts: &[(Next, usize)], arrived: usize, meeting: usize, meetings: usize) -> u64 {
        if nexts.iter().all(|&(_, done)| done == meetings) {
            return 1;
        }
        let moves = nexts.iter().enumerate().map(|(thread, &(next, done))| {
            let mut after = nexts.to_vec();
            match next {
                _ if done == meetings => 0,
                Next::Leave(left) if left == meeting => 0,
                Next::Leave(_) => {
                    after[thread] = (Next::Arrive, done + 1);
                    count(&after, arrived, meeting, meetings)
                }
                Next::Arrive if arrived + 1 == nexts.len() => {
                    after[thread] = (Next::Arrive, done + 1);
                    count(&after, 0, meeting + 1, meetings)
                }
                Next::Arrive => {
                    after[thread] = (Next::Leave(meeting), done);
                    count(&after, arrived + 1, meeting, meetings)
                }
            }
        });
        moves.sum()
    }
    count(&vec![(Next::Arrive, 0); threads], 0, 0, meetings)
}

/// Between two of its loops a thread changes the data behind the lock, which looks like a longer
/// round that changes nothing.
#[test]
fn pollers_that_meet_again_and_again_leave_each_of_their_loops() {
    for (threads, meetings) in [(2, 2), (3, 1), (2, 3), (3, 2)] {
        let found = Explorer::new().max_executions(10_000).explore(move || {
            let place = Arc::new(Mutex::new((0, 0)));
            let spawned = (0..threads).map(|_| {
                let place = Arc::clone(&place);
                thread::spawn(move || (0..meetings).for_each(|_| meet(&place, threads)))
            });
            let spawned: Vec<_> = spawned.collect();
            spawned
                .into_iter()
                .for_each(|thread| thread.join().unwrap());
        });
        let expected = orders(threads, meetings);
        assert_eq!(counts(&found), (expected, 0), "{threads}, {meetings}");
    }
}

/// A meeting at a place: the number of the meeting, and of the threads that have arrived.
fn meet(place: &Mutex<(usize, usize)>, threads: usize) {
    let mut here = place.lock();
    here.1 += 1;
    let meeting = here.0;
    if here.1 == threads {
        *here = (meeting + 1, 0);
        return;
    }
    drop(here);
    while place.lock().0 == meeting {}
}
