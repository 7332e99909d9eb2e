//! An exploration that has to start again while a trial of a loop runs: the trial is cut short,
//! and says nothing of the loop.

use racelab::explore::Explorer;
use racelab::sync::mpsc::channel;
use racelab::sync::{Arc, Barrier, Mutex, thread};

/// Two threads poll a channel behind a lock, and a third one sends two messages. The channel is in
/// an `Arc`: its destructor makes operations, which the explorer first sees in a trial.
#[test]
fn a_destructor_that_makes_an_operation() {
    let found = Explorer::new().max_executions(100).explore(|| {
        let (sender, receiver) = channel();
        let shared = Arc::new((sender, Mutex::new(receiver)));
        let mut threads: Vec<_> = (0..2)
            .map(|_| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    while shared.1.lock().try_recv().is_err() {
                        thread::yield_now();
                    }
                })
            })
            .collect();
        let theirs = Arc::clone(&shared);
        threads.push(thread::spawn(move || {
            theirs.0.send(()).unwrap();
            theirs.0.send(()).unwrap();
        }));
        threads.into_iter().for_each(|t| t.join().unwrap());
    });
    assert!(found.complete(), "{:?}", found.stopped_by());
    // Either thread gets the first message.
    assert_eq!(found.executions(), 2, "{} discarded", found.discarded());
}

/// Two threads poll a number behind a lock, and then ask which of them leads at a barrier.
#[test]
fn a_barrier_whose_leader_is_asked_for() {
    let found = Explorer::new().max_executions(100).explore(|| {
        let shared = Arc::new((Mutex::new(0), Barrier::new(2)));
        let threads = [(); 2].map(|()| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                loop {
                    let mut permits = shared.0.lock();
                    if *permits > 0 {
                        *permits -= 1;
                        break;
                    }
                    drop(permits);
                    thread::yield_now();
                }
                shared.1.wait().is_leader()
            })
        });
        let theirs = Arc::clone(&shared);
        let giver = thread::spawn(move || {
            *theirs.0.lock() += 1;
            *theirs.0.lock() += 1;
        });
        giver.join().unwrap();
        threads.map(|t| t.join().unwrap())
    });
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(
        found.outcomes().keys().eq(&[[false, true], [true, false]]),
        "{:?}",
        found.outcomes().keys()
    );
}
