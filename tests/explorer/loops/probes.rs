//! Probes of rounds that acquire locks: a probe acquires no lock that another thread holds.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::atomic::{AtomicBool, Ordering as Std};

use racelab::explore::Explorer;
use racelab::sync::atomic::AtomicUsize;
use racelab::sync::atomic::Ordering::{Acquire, Release};
use racelab::sync::{Arc, Mutex, RwLock, thread};

/// Calls the code, and records a panic, which a probe would hide.
fn noting(panicked: &AtomicBool, code: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(code)).is_err() {
        panicked.store(true, Std::SeqCst);
    }
}

/// The number of executions of a program, none of which fails.
#[track_caller]
fn executions(program: impl Fn() + Send + Sync + 'static) -> u64 {
    let found = Explorer::new().explore(program);
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(found.failures().is_empty(), "{:?}", found.failures());
    found.executions()
}

/// The way in which a round reads the data of the first lock.
type Look = fn(&RwLock<u64>) -> u64;

/// Main waits for the second lock while it holds the first one, and the loop is about to acquire
/// the first one again. The program has two executions. In one of them main acquires the second
/// lock before the loop does, so the round has no probe.
#[test]
fn a_probe_waits_for_the_locks_of_its_round() {
    static PANICKED: AtomicBool = AtomicBool::new(false);
    let looks: [Look; 2] = [|lock| *lock.read(), |lock| *lock.write()];
    for look in looks {
        let executions = executions(move || {
            let locks = Arc::new((RwLock::new(0), Mutex::new(0)));
            let theirs = Arc::clone(&locks);
            let child = thread::spawn(move || {
                noting(&PANICKED, || {
                    while look(&theirs.0) == 0 && *theirs.1.lock() == 0 {}
                });
            });
            let mut first = locks.0.write();
            drop(locks.1.lock());
            *first = 1;
            drop(first);
            child.join().unwrap();
        });
        assert!(!PANICKED.load(Std::SeqCst), "the loop has panicked");
        assert_eq!(executions, 2);
    }
}

/// Threads that poll two locks until the flag behind the first one is set.
fn executions_of_polls(threads: usize) -> u64 {
    executions(move || {
        let locks = Arc::new((Mutex::new(0), Mutex::new(0)));
        let poll = |_| {
            let locks = Arc::clone(&locks);
            thread::spawn(move || while *locks.0.lock() == 0 && *locks.1.lock() == 0 {})
        };
        let polling: Vec<_> = (0..threads).map(poll).collect();
        *locks.0.lock() = 1;
        for thread in polling {
            thread.join().unwrap();
        }
    })
}

/// Another thread may set the flag between the two locks of a round. The round has read it unset,
/// so a probe that finds it set would say nothing about the round.
#[test]
fn a_probe_reads_no_data_that_its_round_has_not_read() {
    assert_eq!(executions_of_polls(1), 1);
}

/// The rounds of two threads read from each other's releases, so a trial cannot leave out one
/// round as a whole before the other.
#[test]
fn rounds_that_see_each_other_are_left_out_together() {
    assert_eq!([2, 3].map(executions_of_polls), [2, 6]);
}

/// The round reads a value that another thread wrote in a critical section that has not ended.
#[test]
fn a_round_that_has_read_within_a_critical_section_has_no_probe() {
    static PANICKED: AtomicBool = AtomicBool::new(false);
    executions(|| {
        let shared = Arc::new((Mutex::new(()), AtomicUsize::new(0)));
        let writer = writes_twice(&shared);
        noting(&PANICKED, || {
            while {
                drop(shared.0.lock());
                shared.1.load(Acquire) < 2
            } {}
        });
        writer.join().unwrap();
    });
    assert!(!PANICKED.load(Std::SeqCst), "the loop has panicked");
}

/// A thread that writes 1 and 2 in one critical section.
fn writes_twice(shared: &Arc<(Mutex<()>, AtomicUsize)>) -> thread::JoinHandle<()> {
    let shared = Arc::clone(shared);
    thread::spawn(move || {
        let _held = shared.0.lock();
        shared.1.store(1, Release);
        shared.1.store(2, Release);
    })
}

/// The same rounds in a destructor of an unwinding thread, where a panic ends the process.
#[test]
fn a_destructor_that_locks_twice_takes_no_held_lock() {
    struct Twice(Arc<(Mutex<()>, AtomicUsize)>);
    impl Drop for Twice {
        fn drop(&mut self) {
            for _ in 0..2 {
                drop(self.0.0.lock());
                self.0.1.load(Acquire);
            }
        }
    }
    let unwinding = executions(|| {
        let shared = Arc::new((Mutex::new(()), AtomicUsize::new(0)));
        let writer = writes_twice(&shared);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let _twice = Twice(Arc::clone(&shared));
            panic_any("to be caught");
        }));
        assert!(caught.is_err());
        writer.join().unwrap();
    });
    let straight = executions(|| {
        let shared = Arc::new((Mutex::new(()), AtomicUsize::new(0)));
        let writer = writes_twice(&shared);
        drop(Twice(Arc::clone(&shared)));
        writer.join().unwrap();
    });
    assert_eq!(unwinding, straight);
}
