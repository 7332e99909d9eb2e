//! The channel for real, and under loom.

use std::collections::BTreeMap;
use std::fmt::Debug;

use racelab::sync::mpsc::{TryRecvError, channel, sync_channel};
use racelab::sync::{Arc, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::outcomes;

/// The real channel is std's channel, and behaves like it.
#[test]
fn for_real_it_is_the_channel_of_std() {
    let (sender, receiver) = sync_channel(1);
    let sends = thread::spawn(move || (0..100).for_each(|i| sender.send(i).unwrap()));
    assert_eq!(receiver.recv(), Ok(0));
    assert_eq!(receiver.iter().sum::<u32>(), 99 * 50);
    sends.join().unwrap();
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
    let (sender, receiver) = channel();
    drop(receiver);
    assert_eq!(sender.send(3).unwrap_err().0, 3);
}

/// loom's result for a program; in loom the channel is a queue of ordered operations.
pub(crate) fn in_loom<O: Ord + Clone + Debug + Send + 'static>(
    program: impl Fn() -> O + Send + Sync + 'static,
) -> Vec<O> {
    let seen = Arc::new(std::sync::Mutex::new(BTreeMap::new()));
    let outcomes = Arc::clone(&seen);
    let verdict = judge(&LoomLimits::default(), move || {
        let outcome = program();
        outcomes.lock().unwrap().insert(outcome, ());
    });
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
    let seen = seen.lock().unwrap();
    seen.keys().cloned().collect()
}

/// The second judge sees the same outcomes: for two senders, for a receiver that is dropped
/// early, and for a rendezvous.
#[test]
fn loom_has_the_same_outcomes() {
    fn both<O: Ord + Clone + Debug + Send + 'static>(
        program: impl Fn() -> O + Clone + Send + Sync + 'static,
    ) {
        let explored = outcomes(program.clone());
        assert!(explored.keys().eq(&in_loom(program)));
    }
    both(|| {
        let (sender, receiver) = channel();
        let other = sender.clone();
        thread::spawn(move || other.send(1).unwrap());
        sender.send(2).unwrap();
        drop(sender);
        receiver.iter().collect::<Vec<_>>()
    });
    both(|| {
        let (sender, receiver) = sync_channel(1);
        let sends = thread::spawn(move || [1, 2].map(|i| sender.send(i).err().map(|e| e.0)));
        drop(receiver);
        sends.join().unwrap()
    });
    both(|| {
        let (sender, receiver) = sync_channel(0);
        let sends = thread::spawn(move || sender.send(3).err().map(|e| e.0));
        (receiver.recv().ok(), sends.join().unwrap())
    });
}
