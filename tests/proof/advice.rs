//! "Try next" depends on the finding.

use racelab::proof::{Claim, Proof, Verdict, Wrong};
use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab::sync::atomic::{AtomicBool, AtomicU64};
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{channel, sync_channel};
use racelab::sync::{Arc, Barrier, Condvar, Mutex, OnceLock, RwLock, Semaphore, thread};

/// Asserts that the program fails with this, and that the advice begins with these words.
#[track_caller]
fn advises(verdict: Verdict, beginning: &str, program: impl Fn() + Send + Sync + 'static) {
    let proof = Claim::new("as written", program).prove();
    assert_eq!(proof.verdict, verdict, "{}", proof.sentence);
    let advice = proof.advice().expect("what fails has advice");
    assert!(
        advice.starts_with(beginning),
        "{}: {advice}",
        proof.sentence
    );
}

#[test]
fn a_thread_that_waits_for_itself() {
    advises(
        Verdict::Deadlock,
        "A thread waits for a lock that it holds itself.",
        || {
            let lock = Mutex::new(());
            let _guard = lock.lock();
            drop(lock.lock());
        },
    );
}

#[test]
fn locks_in_a_circle() {
    advises(Verdict::Deadlock, "Threads hold a lock each", || {
        let locks = Arc::new([Mutex::new(()), Mutex::new(())]);
        let theirs = Arc::clone(&locks);
        let thread = thread::spawn(move || {
            let _first = theirs[1].lock();
            drop(theirs[0].lock());
        });
        let first = locks[0].lock();
        drop(locks[1].lock());
        drop(first);
        thread.join().unwrap();
    });
}

#[test]
fn a_wait_for_a_message_with_a_lock_held() {
    advises(
        Verdict::Deadlock,
        "A thread waits for something else while it holds the lock",
        || {
            let lock = Arc::new(Mutex::new(()));
            let (sender, receiver) = channel();
            let theirs = Arc::clone(&lock);
            let thread = thread::spawn(move || {
                let _guard = theirs.lock();
                sender.send(()).unwrap();
            });
            let guard = lock.lock();
            receiver.recv().unwrap();
            drop(guard);
            thread.join().unwrap();
        },
    );
}

#[test]
fn a_guard_that_is_leaked() {
    advises(
        Verdict::Deadlock,
        "The thread that holds the lock has ended",
        || {
            let lock = Arc::new(Mutex::new(()));
            let theirs = Arc::clone(&lock);
            let thread = thread::spawn(move || std::mem::forget(theirs.lock()));
            thread.join().unwrap();
            drop(lock.lock());
        },
    );
}

#[test]
fn a_sender_that_is_kept() {
    advises(Verdict::Deadlock, "A receiver waits for as long as", || {
        let (sender, receiver) = channel::<()>();
        let theirs = sender.clone();
        let thread = thread::spawn(move || drop(theirs));
        assert_eq!(receiver.iter().count(), 0);
        thread.join().unwrap();
        drop(sender);
    });
}

#[test]
fn a_full_channel() {
    advises(Verdict::Deadlock, "The channel is full", || {
        let (sender, receiver) = sync_channel(1);
        sender.send(1).unwrap();
        sender.send(2).unwrap();
        drop(receiver);
    });
}

/// A thread notifies, and main waits if it does not find its condition true.
fn bell(notifies: bool, looks_under_the_lock: bool) -> impl Fn() + Send + Sync {
    move || {
        let bell = Arc::new((Mutex::new(()), Condvar::new(), AtomicBool::new(false)));
        let theirs = Arc::clone(&bell);
        let thread = thread::spawn(move || {
            let guard = looks_under_the_lock.then(|| theirs.0.lock());
            theirs.2.store(true, Release);
            drop(guard);
            if notifies {
                theirs.1.notify_one();
            }
        });
        let mut guard = bell.0.lock();
        while !bell.2.load(Acquire) {
            bell.1.wait(&mut guard);
        }
        drop(guard);
        thread.join().unwrap();
    }
}

#[test]
fn a_notification_that_is_lost() {
    advises(
        Verdict::Deadlock,
        "A lost wake-up: a notification wakes no thread that starts to wait later.",
        bell(true, false),
    );
}

#[test]
fn a_waiter_that_no_thread_notifies() {
    advises(
        Verdict::Deadlock,
        "A missed signal: no thread notifies the waiter any more.",
        bell(false, true),
    );
}

#[test]
fn an_initialization_inside_itself() {
    advises(
        Verdict::Deadlock,
        "The closure that initializes the value asks for that value itself",
        || {
            let cell = OnceLock::new();
            cell.get_or_init(|| *cell.get_or_init(|| 1_u64));
        },
    );
}

#[test]
fn a_park_without_an_unpark() {
    advises(Verdict::Deadlock, "No thread unparks it any more.", || {
        let parked = thread::spawn(|| {
            thread::park();
            thread::park();
        });
        parked.thread().unpark();
        parked.thread().unpark();
        parked.join().unwrap();
    });
}

#[test]
fn a_park_that_no_thread_knows_of() {
    // The place for a thread handle has room for one of them.
    advises(Verdict::Deadlock, "No thread ever unparks it.", || {
        let place = Arc::new(Mutex::new(None));
        let threads = [(); 2].map(|()| {
            let place = Arc::clone(&place);
            thread::spawn(move || {
                *place.lock() = Some(thread::current());
                thread::park();
            })
        });
        let parked = place.lock().take();
        if let Some(parked) = parked {
            parked.unpark();
        }
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_barrier_for_more_threads_than_come() {
    advises(
        Verdict::Deadlock,
        "The barrier waits for more threads",
        || {
            Barrier::new(2).wait();
        },
    );
}

#[test]
fn a_permit_that_is_missing() {
    advises(Verdict::Deadlock, "All permits are taken", || {
        let permits = Semaphore::new(1);
        let _first = permits.acquire();
        drop(permits.acquire());
    });
}

/// Two threads that each announce themselves, and look for the other one.
fn both_look() -> [bool; 2] {
    let flags = Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
    let sees = |flags: &[AtomicBool; 2], me: usize| {
        flags[me].store(true, Release);
        flags[1 - me].load(Acquire)
    };
    let theirs = Arc::clone(&flags);
    let thread = thread::spawn(move || sees(&theirs, 1));
    [sees(&flags, 0), thread.join().unwrap()]
}

#[test]
fn orderings_that_release_and_acquire_already() {
    advises(
        Verdict::Ordering,
        "The load of the older value acquires, and the store that it does not see releases.",
        || assert!(both_look().contains(&true)),
    );
}

#[test]
fn a_flag_that_does_not_publish_what_was_stored_before() {
    advises(
        Verdict::Ordering,
        "Every interleaving is right, so the steps are right; a memory ordering is too weak. Publish",
        || {
            let value = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
            let theirs = Arc::clone(&value);
            let writer = thread::spawn(move || {
                theirs[0].store(1, Release);
                theirs[1].store(1, Relaxed);
            });
            let (is_set, found) = (value[1].load(Acquire), value[0].load(Acquire));
            writer.join().unwrap();
            assert!(is_set == 0 || found == 1);
        },
    );
}

#[test]
fn a_flag_that_another_thread_passes_on() {
    advises(
        Verdict::Ordering,
        "Every interleaving is right, so the steps are right; a memory ordering is too weak. Publish",
        || {
            let [value, first, second] = [(); 3].map(|()| Arc::new(AtomicU64::new(0)));
            let (theirs, flag) = (Arc::clone(&value), Arc::clone(&first));
            let writer = thread::spawn(move || {
                theirs.store(1, Release);
                flag.store(1, Relaxed);
            });
            let flag = Arc::clone(&second);
            let between = thread::spawn(move || flag.store(first.load(Acquire), Release));
            let (is_set, found) = (second.load(Acquire), value.load(Acquire));
            writer.join().unwrap();
            between.join().unwrap();
            assert!(is_set == 0 || found == 1);
        },
    );
}

#[test]
fn threads_without_a_common_object() {
    advises(
        Verdict::NoConcurrency,
        "The threads use locks, atomics or cells of racelab::sync, but no two",
        || {
            let threads = [1, 2]
                .map(|number| thread::spawn(move || AtomicU64::new(0).fetch_add(number, Relaxed)));
            for thread in threads {
                thread.join().unwrap();
            }
        },
    );
}

#[test]
fn threads_that_use_other_types() {
    advises(
        Verdict::NoConcurrency,
        "Take locks, atomics and threads from racelab::sync.",
        || {
            let threads = [1, 2].map(|number| thread::spawn(move || number));
            for thread in threads {
                thread.join().unwrap();
            }
        },
    );
}

/// Two threads that each access a cell, with a lock around the access or without.
fn accesses(first: Around, second: Around) -> impl Fn() + Send + Sync + 'static {
    move || {
        let cell = Arc::new(PlainCell::new(0));
        let lock = Arc::new(RwLock::new(()));
        let other = Arc::new(Mutex::new(()));
        let access = |around| {
            let (cell, lock, other) = (cell.clone(), lock.clone(), other.clone());
            move || match around {
                Around::Nothing => cell.set(1),
                Around::Read => {
                    let _guard = lock.read();
                    cell.set(1);
                }
                Around::Write => {
                    let _guard = lock.write();
                    cell.set(1);
                }
                Around::Other => {
                    let _guard = other.lock();
                    cell.set(1);
                }
                Around::OtherBefore => {
                    drop(other.lock());
                    cell.set(1);
                }
            }
        };
        let threads = [thread::spawn(access(first)), thread::spawn(access(second))];
        for thread in threads {
            thread.join().unwrap();
        }
    }
}

#[derive(Clone, Copy)]
enum Around {
    Nothing,
    Read,
    Write,
    Other,
    OtherBefore,
}

#[test]
fn the_advice_about_a_race_depends_on_the_locks() {
    let race = |beginning, first, second| {
        advises(Verdict::DataRace, beginning, accesses(first, second));
    };
    race(
        "Both accesses are under the same lock",
        Around::Read,
        Around::Read,
    );
    race(
        "Each of the two accesses is under a lock",
        Around::Other,
        Around::Write,
    );
    race(
        "One of the two accesses is under a lock",
        Around::Write,
        Around::Nothing,
    );
    race(
        "One of the two accesses is under a lock",
        Around::Read,
        Around::OtherBefore,
    );
    race(
        "Give the two accesses an order",
        Around::Nothing,
        Around::OtherBefore,
    );
}

#[test]
fn a_loop_that_makes_an_execution_too_long_is_named() {
    let program = || {
        let flag = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&flag);
        let thread = thread::spawn(move || theirs.store(true, Relaxed));
        // Each round changes something, so it is not a wait.
        let mut rounds = 0;
        while !flag.load(Relaxed) {
            rounds += 1;
        }
        thread.join().unwrap();
        rounds
    };
    let line = line!() - 6;
    let proof = Claim::new("as written", program).prove();
    assert_eq!(proof.verdict, Verdict::TooBig, "{}", proof.sentence);
    let named = format!("a thread comes to advice.rs:{line} again and again");
    assert!(proof.sentence.contains(&named), "{}", proof.sentence);
    // The search treats the loop as one that waits, and says so.
    let left_out = "nothing wrong in any interleaving under sequential consistency where no loop \
                    goes round 100 times";
    assert!(proof.sentence.contains(left_out), "{}", proof.sentence);
    let advice = proof.advice().unwrap();
    assert!(advice.starts_with("The explorer cannot see that this loop only waits"));
}

#[test]
fn a_failure_without_an_execution_offers_no_replay() {
    let proof = Proof::new("as written", Verdict::WrongOutcome, "it is 2, not 3");
    assert!(proof.example.is_none());
    assert!(!proof.advice().unwrap().contains("eplay"));
    let claim = Claim::new("as written", || {
        let x = Arc::new(AtomicU64::new(0));
        let y = x.clone();
        let thread = thread::spawn(move || y.store(1, Relaxed));
        x.store(2, Relaxed);
        thread.join().unwrap();
        x.load(Relaxed)
    });
    let proof = claim.judged(|&x| match x {
        1 => Ok(()),
        _ => Err(Wrong::outcome("it is 2")),
    });
    let proof = proof.prove();
    assert!(proof.example.is_some());
    assert!(proof.advice().unwrap().starts_with("Replay the execution"));
}
