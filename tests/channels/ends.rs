//! The drop of the receiver.

use std::collections::BTreeMap;

use racelab::sync::mpsc::{Sender, channel, sync_channel};
use racelab::sync::{Arc, thread};

use crate::outcomes;

/// The receiver is dropped before, between or after the two sends of one thread.
#[test]
fn a_send_behind_the_end_of_the_receiver_gives_the_message_back() {
    let sent = outcomes(|| {
        let (sender, receiver) = channel();
        let sends = thread::spawn(move || [1, 2].map(|i| sender.send(i).err().map(|e| e.0)));
        drop(receiver);
        sends.join().unwrap()
    });
    let expected = [[None, None], [None, Some(2)], [Some(1), Some(2)]];
    assert_eq!(sent, BTreeMap::from(expected.map(|sent| (sent, 1))));
}

/// A send that waits for room gets its message back when the receiver is dropped. (It may
/// have begun before or after: one more execution.)
#[test]
fn a_send_that_waits_ends_with_the_receiver() {
    let sent = outcomes(|| {
        let (sender, receiver) = sync_channel(0);
        let sends = thread::spawn(move || sender.send(5).err().map(|e| e.0));
        drop(receiver);
        sends.join().unwrap()
    });
    assert_eq!(sent, BTreeMap::from([(Some(5), 2)]));
}

/// The message is dropped with the channel, not before the receiver.
#[test]
fn what_was_not_received_is_dropped_with_the_receiver() {
    let counts = outcomes(|| {
        let message = Arc::new(());
        let (sender, receiver) = channel();
        sender.send(Arc::clone(&message)).unwrap();
        let before = Arc::strong_count(&message);
        drop(receiver);
        (before, Arc::strong_count(&message))
    });
    assert_eq!(counts, BTreeMap::from([((2, 1), 1)]));
}

/// The thread with the lower number drops the clones that the other thread has made and sent.
#[test]
fn clones_may_go_in_a_thread_before_the_one_that_made_them() {
    let received = outcomes(|| {
        let (inbox, clones) = channel::<Sender<()>>();
        let drops = thread::spawn(move || clones.into_iter().map(drop).count());
        let sends = thread::spawn(move || {
            let (sender, _receiver) = channel();
            inbox.send(sender.clone()).unwrap();
            inbox.send(sender.clone()).unwrap();
        });
        sends.join().unwrap();
        drops.join().unwrap()
    });
    assert_eq!(received.into_keys().collect::<Vec<_>>(), [2]);
}
