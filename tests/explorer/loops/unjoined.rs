//! A thread that main does not join may poll. Its rounds leave nothing behind, whether or not main
//! has returned before the thread leaves its loop.

use racelab::explore::{Exploration, Explorer};
use racelab::sync::atomic::{AtomicBool, Ordering::Acquire, Ordering::Release};
use racelab::sync::mpsc::{Sender, TryRecvError, channel};
use racelab::sync::{Arc, thread};

fn explored(program: fn()) -> Exploration<()> {
    let found = Explorer::new().max_executions(10_000).explore(program);
    assert!(found.complete(), "{:?}", found.stopped_by());
    found
}

#[test]
fn a_flag() {
    let found = explored(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&ready);
        thread::spawn(move || while !theirs.load(Acquire) {});
        ready.store(true, Release);
    });
    assert_eq!(found.executions(), 1);
}

/// Three clients send three messages each to an owner that polls its inbox.
#[test]
fn an_inbox() {
    let found = explored(|| {
        let (owner, inbox) = channel();
        thread::spawn(move || {
            while inbox.try_recv() != Err(TryRecvError::Disconnected) {
                thread::yield_now();
            }
        });
        let send = |owner: Sender<()>| (0..3).for_each(|_| owner.send(()).unwrap());
        for owner in [owner.clone(), owner.clone()] {
            thread::spawn(move || send(owner));
        }
        send(owner);
    });
    assert_eq!(found.executions(), 1_680); // 9! / (3! 3! 3!)
}
