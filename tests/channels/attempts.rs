//! `SyncSender::try_send`: the number of executions, and failures that it must not hide.

use std::collections::BTreeMap;
use std::time::Duration;

use racelab::explore::{Explorer, FailureKind, Operation, Sent};
use racelab::sync::atomic::{AtomicU64, Ordering};
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{
    RecvTimeoutError, SyncSender, TryRecvError, TrySendError, channel, sync_channel,
};
use racelab::sync::{Arc, thread};

use crate::judges::in_loom;
use crate::outcomes;

/// The result of an attempt, as a word.
fn word<T>(sent: Result<(), TrySendError<T>>) -> &'static str {
    match sent {
        Ok(()) => "sent",
        Err(TrySendError::Full(_)) => "full",
        Err(TrySendError::Disconnected(_)) => "disconnected",
    }
}

/// The kinds of the failures, each once.
fn failures(program: impl Fn() + Clone + Send + Sync + 'static) -> Vec<FailureKind> {
    let found = Explorer::new().explore(program);
    assert!(found.complete(), "{:?}", found.stopped_by());
    let mut kinds: Vec<_> = found.failures().iter().map(|f| f.kind).collect();
    kinds.dedup();
    kinds
}

/// For real it is std's method, which returns the message.
#[test]
fn for_real_it_is_that_of_std() {
    let (sender, receiver) = sync_channel(1);
    assert_eq!(sender.try_send(1), Ok(()));
    assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
    assert_eq!(receiver.recv(), Ok(1));
    assert_eq!(sender.try_send(3), Ok(()));
    drop(receiver);
    assert_eq!(sender.try_send(4), Err(TrySendError::Disconnected(4)));
    let (sender, receiver) = sync_channel(0);
    assert_eq!(sender.try_send(1), Err(TrySendError::Full(1)));
    drop(receiver);
    assert_eq!(sender.try_send(1), Err(TrySendError::Disconnected(1)));
}

/// With room for one: the second attempt comes before the receive of the first message, or
/// after it.
#[test]
fn it_is_full_until_a_message_is_received() {
    let program = || {
        let (sender, receiver) = sync_channel(1);
        let sends = thread::spawn(move || [1, 2].map(|i| word(sender.try_send(i))));
        let first = receiver.recv().ok();
        (first, sends.join().unwrap(), receiver.iter().sum())
    };
    let found = outcomes(program);
    let expected = [
        ((Some(1), ["sent", "full"], 0), 1),
        ((Some(1), ["sent", "sent"], 2), 1),
    ];
    assert_eq!(found, BTreeMap::from(expected));
    assert!(found.keys().eq(&in_loom(program)));
}

/// n threads try, and there is room for some of them: each order of the attempts is an execution,
/// as long as there is room; a later attempt fails, and is not ordered with the others.
#[test]
fn as_many_get_room_as_there_is() {
    for (bound, executions) in [(0, 1), (1, 3), (2, 6), (3, 6)] {
        let found = outcomes(move || {
            let (sender, receiver) = sync_channel(bound);
            let children = [(); 3].map(|()| {
                let sender = sender.clone();
                thread::spawn(move || sender.try_send(()).is_ok())
            });
            drop(sender);
            let sent = children.map(|child| child.join().unwrap());
            (
                sent.iter().filter(|&&sent| sent).count(),
                receiver.iter().count(),
            )
        });
        assert_eq!(
            found,
            BTreeMap::from([((bound, bound), executions)]),
            "{bound}"
        );
    }
}

/// Without any room it succeeds if the receiver waits.
#[test]
fn without_room_it_meets_a_receiver_that_waits() {
    let program = || {
        let (sender, receiver) = sync_channel(0);
        let sends = thread::spawn(move || word(sender.try_send(1)));
        (receiver.recv().ok(), sends.join().unwrap())
    };
    let found = outcomes(program);
    let expected = [((None, "full"), 1), ((Some(1), "sent"), 1)];
    assert_eq!(found, BTreeMap::from(expected));
    assert!(found.keys().eq(&in_loom(program)));
}

/// A receive with a time limit waits for some time, during which an attempt may come; a
/// try_recv does not.
#[test]
fn without_room_it_meets_a_receiver_that_waits_for_a_time() {
    let of_time = outcomes(|| {
        let (sender, receiver) = sync_channel(0);
        let sends = thread::spawn(move || (word(sender.try_send(1)), sender));
        let got = receiver.recv_timeout(Duration::from_millis(1));
        (got == Ok(1), sends.join().unwrap().0)
    });
    // The attempt comes before the receiver asks, while it waits, or when its time is over.
    let expected = [((false, "full"), 2), ((true, "sent"), 1)];
    assert_eq!(of_time, BTreeMap::from(expected));
    let at_once = outcomes(|| {
        let (sender, receiver) = sync_channel(0);
        let sends = thread::spawn(move || (word(sender.try_send(1)), sender));
        (receiver.try_recv().is_ok(), sends.join().unwrap().0)
    });
    let only: Vec<_> = at_once.keys().collect();
    assert_eq!(only, [&(false, "full")]);
}

/// It reports a dropped receiver, whether or not there is room.
#[test]
fn it_finds_that_the_receiver_has_gone() {
    for (bound, before) in [(0, "full"), (1, "sent")] {
        let program = move || {
            let (sender, receiver) = sync_channel(bound);
            let sends = thread::spawn(move || [1, 2].map(|i| word(sender.try_send(i))));
            drop(receiver);
            sends.join().unwrap()
        };
        let found = outcomes(program);
        let expected = [
            ([before, "disconnected"], 1),
            ([before, "full"], 1),
            (["disconnected"; 2], 1),
        ];
        assert_eq!(found, BTreeMap::from(expected));
        assert!(found.keys().eq(&in_loom(program)));
    }
}

/// The receiver drops the messages in the channel; a refused message is returned.
#[test]
fn a_refused_message_comes_back() {
    struct Counted(Arc<AtomicU64>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let found = outcomes(|| {
        let dropped = Arc::new(AtomicU64::new(0));
        let (sender, receiver) = sync_channel(1);
        let message = || Counted(Arc::clone(&dropped));
        let first = sender.try_send(message());
        let second = sender.try_send(message());
        let kept = dropped.load(Ordering::Relaxed);
        drop((first.is_ok(), second));
        drop(receiver);
        (kept, dropped.load(Ordering::Relaxed))
    });
    assert_eq!(found, BTreeMap::from([((0, 2), 1)]));
}

/// A failed attempt knows nothing of the receiver; a successful one knows what came
/// before the receive that made its room, as a send does.
#[test]
fn a_failed_attempt_synchronizes_with_nothing() {
    let program = |reads_if_sent: bool| {
        move || {
            let (sender, receiver) = sync_channel(1);
            let data = Arc::new(PlainCell::new(0));
            let theirs = Arc::clone(&data);
            sender.try_send(1).unwrap();
            let sends = thread::spawn(move || {
                let sent = sender.try_send(2).is_ok();
                (sent == reads_if_sent).then(|| theirs.get())
            });
            data.set(1);
            receiver.recv().unwrap();
            sends.join().unwrap();
        }
    };
    assert_eq!(failures(program(false)), [FailureKind::DataRace]);
    assert_eq!(failures(program(true)), []);
    let closed = || {
        let (sender, receiver) = sync_channel(1);
        let data = Arc::new(PlainCell::new(0));
        let theirs = Arc::clone(&data);
        let sends = thread::spawn(move || {
            let gone = word(sender.try_send(2)) == "disconnected";
            gone.then(|| theirs.get())
        });
        data.set(1);
        drop(receiver);
        sends.join().unwrap();
    };
    assert_eq!(failures(closed), [FailureKind::DataRace]);
}

/// After the receive, the receiver knows what the sender did before its attempt: for a receive that
/// waits for the message, one that does not, and one that gets it directly.
#[test]
fn the_receiver_knows_what_came_before() {
    let program = |bound: usize, receives: fn(&racelab::sync::mpsc::Receiver<u64>) -> bool| {
        move || {
            let (sender, receiver) = sync_channel(bound);
            let data = Arc::new(PlainCell::new(0));
            let theirs = Arc::clone(&data);
            let sends = thread::spawn(move || {
                theirs.set(1);
                _ = sender.try_send(1);
            });
            let seen = receives(&receiver).then(|| data.get());
            sends.join().unwrap();
            seen
        }
    };
    let waits = |bound| outcomes(program(bound, |receiver| receiver.recv().is_ok()));
    assert!(waits(1).keys().eq(&[Some(1)]));
    assert!(waits(0).keys().eq(&[None, Some(1)]));
    let tries = outcomes(program(1, |receiver| receiver.try_recv().is_ok()));
    assert!(tries.keys().eq(&[None, Some(1)]));
    let timed = program(0, |receiver| {
        receiver.recv_timeout(Duration::from_millis(1)).is_ok()
    });
    assert!(outcomes(timed).keys().eq(&[None, Some(1)]));
}

/// The drops of all senders, about which a try_recv asks, are ordered with the messages.
#[test]
fn try_recv_has_each_of_its_answers() {
    let answer = |received| match received {
        Ok(()) => "message",
        Err(TryRecvError::Empty) => "empty",
        Err(TryRecvError::Disconnected) => "disconnected",
    };
    let program = move || {
        let (sender, receiver) = sync_channel(1);
        let sends = thread::spawn(move || word(sender.try_send(())));
        let answers = [receiver.try_recv(), receiver.try_recv()];
        assert_eq!(sends.join().unwrap(), "sent");
        answers.map(answer)
    };
    // If an attempt finds the message, it takes it before or after the drop of the sender; after a
    // message that was taken before, the other attempt sees the drop or does not.
    let expected = [
        (["empty", "empty"], 1),
        (["empty", "message"], 2),
        (["message", "disconnected"], 2),
        (["message", "empty"], 1),
    ];
    let found = outcomes(program);
    assert_eq!(found, BTreeMap::from(expected));
    assert!(found.keys().eq(&in_loom(program)));
}

/// A sender that is cloned and dropped in between adds no answer.
#[test]
fn a_clone_of_a_sender_adds_no_answer() {
    let program = |clones: bool| {
        move || {
            let (sender, receiver) = sync_channel(1);
            let sends = thread::spawn(move || {
                let sender = match clones {
                    true => sender.clone(),
                    false => sender,
                };
                word(sender.try_send(()))
            });
            let answers = [receiver.try_recv(), receiver.try_recv()];
            sends.join().unwrap();
            format!("{answers:?}")
        }
    };
    let (with, without) = (outcomes(program(true)), outcomes(program(false)));
    assert!(with.keys().eq(without.keys()), "{with:?}");
}

/// A receive that finds all senders dropped knows what each of them did: one that asks, and
/// one that waits without any room.
#[test]
fn the_end_of_all_senders_is_known() {
    let program = |bound: usize, waits: bool| {
        move || {
            let (sender, receiver) = sync_channel(bound);
            let data = Arc::new([PlainCell::new(0), PlainCell::new(0)]);
            let children = [0, 1].map(|me| {
                let (sender, data) = (sender.clone(), Arc::clone(&data));
                thread::spawn(move || {
                    data[me].set(1);
                    _ = sender.try_send(());
                    drop(sender);
                })
            });
            drop(sender);
            let gone = match waits {
                true => (0..2).any(|_| receiver.recv().is_err()),
                false => receiver.try_recv() == Err(TryRecvError::Disconnected),
            };
            let seen = gone.then(|| data[0].get() + data[1].get());
            children.into_iter().for_each(|child| child.join().unwrap());
            seen
        }
    };
    let never = outcomes(program(1, false));
    assert!(never.keys().eq(&[None]), "a message is there first");
    for (bound, waits) in [(0, true), (0, false), (1, true)] {
        let found = outcomes(program(bound, waits));
        assert!(
            found.keys().eq(&[None, Some(2)]),
            "{bound}, {waits}: {found:?}"
        );
    }
}

/// A waiting send comes before a later attempt; the receive that makes room
/// completes it.
#[test]
fn a_send_that_waits_has_the_room() {
    let program = || {
        let (sender, receiver) = sync_channel(1);
        let other: SyncSender<u64> = sender.clone();
        sender.try_send(1).unwrap();
        let waits = thread::spawn(move || other.send(2).is_ok());
        let first = receiver.recv().ok();
        let third = word(sender.try_send(3));
        drop(sender);
        let rest: Vec<u64> = receiver.iter().collect();
        (first, third, rest, waits.join().unwrap())
    };
    let found = outcomes(program);
    let expected = [
        (Some(1), "full", vec![2], true),
        (Some(1), "sent", vec![3, 2], true),
    ];
    assert!(found.keys().eq(&expected), "{found:?}");
    assert!(found.keys().eq(&in_loom(program)));
}

/// A loop of attempts is a wait: for room, or for a receiver that waits.
#[test]
fn a_loop_of_attempts_waits() {
    for bound in [0, 1, 2] {
        let found = Explorer::new().explore(move || {
            let (sender, receiver) = sync_channel(bound);
            let sends = thread::spawn(move || {
                for i in 1..=3 {
                    while sender.try_send(i).is_err() {}
                }
            });
            let all: Vec<u64> = receiver.iter().collect();
            sends.join().unwrap();
            all
        });
        assert!(found.complete() && found.failures().is_empty(), "{bound}");
        assert!(found.outcomes().keys().eq(&[vec![1, 2, 3]]), "{bound}");
    }
}

/// No thread receives, or none waits: the loop goes round for ever.
#[test]
fn a_loop_of_attempts_without_a_receive_is_a_livelock() {
    for bound in [0, 1] {
        let kinds = failures(move || {
            let (sender, _receiver) = sync_channel(bound);
            for _ in 0..=bound {
                while sender.try_send(1).is_err() {}
            }
        });
        assert_eq!(kinds, [FailureKind::Livelock], "{bound}");
    }
    // Two threads that only poll never meet.
    let polls = failures(|| {
        let (sender, receiver) = sync_channel(0);
        let sends = thread::spawn(move || while sender.try_send(1).is_err() {});
        while receiver.try_recv().is_err() {}
        sends.join().unwrap();
    });
    assert_eq!(polls, [FailureKind::Livelock]);
    // A receiver that waits repeatedly with a limit is met.
    let found = Explorer::new().explore(|| {
        let (sender, receiver) = sync_channel(0);
        let sends = thread::spawn(move || word(sender.try_send(1)));
        let limit = Duration::from_millis(1);
        let got = loop {
            match receiver.recv_timeout(limit) {
                Ok(got) => break Some(got),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break None,
            }
        };
        (got, sends.join().unwrap())
    });
    assert!(
        found.complete() && found.failures().is_empty(),
        "{:?}",
        found.failures()
    );
    assert!(
        found
            .outcomes()
            .keys()
            .eq(&[(None, "full"), (Some(1), "sent")])
    );
}

/// A send for which no receive makes room is a deadlock, whatever attempts there are.
#[test]
fn a_send_without_room_still_deadlocks() {
    let found = Explorer::new().explore(|| {
        let (sender, receiver) = sync_channel(1);
        let receiver = receiver.named("c");
        let filled = sender.try_send(1).is_ok();
        sender.send(2).unwrap();
        drop(receiver);
        filled
    });
    let [failure] = found.failures() else {
        panic!("{:?}", found.failures());
    };
    assert_eq!(failure.kind, FailureKind::Deadlock);
    assert_eq!(failure.message, "M waits for room in c");
}

/// Only the channels of its line have an order: another channel keeps its executions.
#[test]
fn channels_of_other_lines_are_as_without_it() {
    let program = |tries: bool| {
        move || {
            let (tried, _kept) = sync_channel(1);
            if tries {
                tried.try_send(0).unwrap();
            }
            let (sender, receiver) = channel();
            let children = [(); 2].map(|()| {
                let sender = sender.clone();
                thread::spawn(move || (0..3).for_each(|i| sender.send(i).unwrap()))
            });
            drop(sender);
            let sum: u64 = receiver.iter().sum();
            children.into_iter().for_each(|child| child.join().unwrap());
            sum
        }
    };
    assert_eq!(outcomes(program(false)), BTreeMap::from([(6, 20)]));
    assert_eq!(outcomes(program(true)), BTreeMap::from([(6, 20)]));
}

/// Examples replay, even if the attempt misses a receive that its thread does not know.
#[test]
fn it_may_find_full_what_a_relaxed_flag_calls_empty() {
    let program = || {
        let (sender, receiver) = sync_channel(1);
        let flag = Arc::new(AtomicU64::new(0));
        let theirs = Arc::clone(&flag);
        sender.try_send(1).unwrap();
        let receives = thread::spawn(move || {
            receiver.recv().unwrap();
            theirs.store(1, Ordering::Relaxed);
            receiver
        });
        let said = flag.load(Ordering::Relaxed) == 1;
        let tried = said.then(|| word(sender.try_send(2)));
        receives.join().unwrap();
        tried
    };
    let found = Explorer::new().explore(program);
    assert!(found.complete() && found.failures().is_empty());
    assert!(
        found
            .outcomes()
            .keys()
            .eq(&[None, Some("full"), Some("sent")])
    );
    for (outcome, of) in found.outcomes() {
        let replay = Explorer::new().replay(&of.example.schedule, program);
        assert_eq!(replay.expect("it fits").outcome.as_ref(), Some(outcome));
    }
    assert!(!found.outcomes()[&Some("full")].example.interleaved);
}

/// In the lanes a receive is one event, whether or not it takes its message from the chain.
#[test]
fn a_receive_is_told_once() {
    let found = Explorer::new().explore(|| {
        let (sender, receiver) = sync_channel(1);
        let sends = thread::spawn(move || (sender.try_send(1).is_ok(), sender.try_send(2).is_ok()));
        let got = receiver.recv().ok();
        (got, sends.join().unwrap())
    });
    for of in found.outcomes().values() {
        let events = &of.example.events;
        let received = |e: &&racelab::explore::Event| matches!(e.operation, Operation::Receive(_));
        assert_eq!(events.iter().filter(received).count(), 1);
        let sent = |e: &&racelab::explore::Event| matches!(e.operation, Operation::TrySend(_));
        assert_eq!(events.iter().filter(sent).count(), 2);
    }
    let full = &found.outcomes()[&(Some(1), (true, false))].example.events;
    assert!(
        full.iter()
            .any(|e| e.operation == Operation::TrySend(Sent::Full))
    );
}

/// The states of a program with attempts end with the outcomes that the exploration finds.
#[test]
fn its_states_are_drawn() {
    for bound in [0, 1] {
        let program = move || {
            let (sender, receiver) = sync_channel(bound);
            let sends = thread::spawn(move || [1, 2].map(|i| word(sender.try_send(i))));
            let got = [receiver.recv().ok(), receiver.recv().ok()];
            (got, sends.join().unwrap())
        };
        let graph = Explorer::new().state_graph(10_000, program);
        assert!(graph.complete, "{:?}", graph.stopped_by);
        let mut ends: Vec<_> = graph
            .nodes
            .iter()
            .filter_map(|n| n.outcome.clone())
            .collect();
        ends.sort();
        ends.dedup();
        let mut found: Vec<_> = outcomes(program).keys().map(|o| format!("{o:?}")).collect();
        found.sort();
        assert_eq!(ends, found, "{bound}");
    }
}
