//! Receives that do not wait, or not for ever.

use std::collections::BTreeMap;
use std::time::Duration;

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::mpsc::{RecvTimeoutError, TryRecvError, channel};
use racelab::sync::{hint, thread};

use crate::judges::in_loom;
use crate::outcomes;

/// try_recv comes before the send (empty), between the send and the drop of the
/// sender (the message), or after both (also the message, in the same
/// execution). The second one, after the message: empty, or disconnected.
#[test]
fn try_recv_has_each_of_its_answers() {
    let answers = outcomes(|| {
        let (sender, receiver) = channel();
        let sends = thread::spawn(move || sender.send(7).unwrap());
        let answers = [receiver.try_recv(), receiver.try_recv()];
        sends.join().unwrap();
        answers.map(|answer| match answer {
            Ok(message) => message.to_string(),
            Err(TryRecvError::Empty) => "empty".to_owned(),
            Err(TryRecvError::Disconnected) => "disconnected".to_owned(),
        })
    });
    let expected = [
        ["7", "disconnected"],
        ["7", "empty"],
        ["empty", "7"],
        ["empty", "empty"],
    ];
    let expected = expected.map(|answers| (answers.map(str::to_owned), 1));
    assert_eq!(answers, BTreeMap::from(expected));
}

/// That both senders were dropped is one fact: the order of the drops adds nothing.
#[test]
fn try_recv_sees_the_end_of_the_last_sender_only() {
    let answers = outcomes(|| {
        let (sender, receiver) = channel::<()>();
        let other = sender.clone();
        thread::spawn(move || drop(sender));
        thread::spawn(move || drop(other));
        receiver.try_recv() == Err(TryRecvError::Disconnected)
    });
    assert_eq!(answers, BTreeMap::from([(false, 1), (true, 1)]));
}

/// Polling ends with the message.
#[test]
fn a_loop_of_try_recvs_ends() {
    let exploration = Explorer::new().explore(|| {
        let (sender, receiver) = channel();
        thread::spawn(move || sender.send(1).unwrap());
        loop {
            match receiver.try_recv() {
                Ok(message) => return message,
                Err(TryRecvError::Empty) => hint::spin_loop(),
                Err(TryRecvError::Disconnected) => return 0,
            }
        }
    });
    assert!(exploration.complete());
    assert!(exploration.failures().is_empty());
    let outcomes: Vec<&i32> = exploration.outcomes().keys().collect();
    assert_eq!(
        outcomes,
        [&1],
        "it is never disconnected before its message"
    );
}

/// In time, or too late for a message that comes; never too late for one that is there.
#[test]
fn a_receive_with_a_limit_may_be_too_late() {
    let limit = Duration::from_secs(3600);
    let program = move || {
        let (sender, receiver) = channel();
        sender.send(1).unwrap();
        let sends = thread::spawn(move || sender.send(2).unwrap());
        let got = [(); 3].map(|()| receiver.recv_timeout(limit));
        sends.join().unwrap();
        got
    };
    use RecvTimeoutError::{Disconnected, Timeout};
    let expected = [
        [Ok(1), Ok(2), Err(Timeout)],
        [Ok(1), Ok(2), Err(Disconnected)],
        [Ok(1), Err(Timeout), Ok(2)],
        [Ok(1), Err(Timeout), Err(Timeout)],
    ];
    let words = |got: [_; 3]| format!("{got:?}");
    let explored = outcomes(move || words(program()));
    let expected: BTreeMap<_, _> = expected.into_iter().map(|got| (words(got), 1)).collect();
    assert_eq!(explored, expected);
    // The judge under loom has the same four.
    assert!(explored.keys().eq(&in_loom(move || words(program()))));
}

/// Waiting repeatedly for a message that no thread sends goes on for ever.
#[test]
fn a_loop_around_a_receive_with_a_limit_is_a_livelock() {
    let exploration = Explorer::new().explore(|| {
        let (_sender, receiver) = channel::<()>();
        while receiver.recv_timeout(Duration::from_millis(1)).is_err() {}
    });
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::Livelock]);
}
