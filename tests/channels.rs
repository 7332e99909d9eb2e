//! Channels in a model: every outcome, and how many executions there are.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel};
use racelab::proof::loom::{LoomLimits, LoomVerdict, judge};
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{RecvTimeoutError, TryRecvError, channel, sync_channel};
use racelab::sync::{Arc, hint, thread};

/// Explores under both memory models, which must agree; nothing may be discarded.
fn explore<O: Ord + Clone + Debug + Send + 'static>(
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) -> Exploration<O> {
    let [weak, strong] = [MemoryModel::Rc11, MemoryModel::Sc].map(|model| {
        let explorer = Explorer::new().memory_model(model).record_graphs(true);
        let exploration = explorer.explore(program.clone());
        assert!(exploration.complete(), "{model}");
        let mut graphs = exploration.graphs().to_vec();
        graphs.sort();
        graphs.dedup();
        assert_eq!(
            graphs.len() as u64,
            exploration.executions(),
            "{model}: no graph twice"
        );
        exploration
    });
    assert_eq!(weak.executions(), strong.executions());
    assert!(weak.outcomes().keys().eq(strong.outcomes().keys()));
    strong
}

/// The outcomes, each with its number of executions; nothing may have failed.
fn outcomes<O: Ord + Clone + Debug + Send + 'static>(
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) -> BTreeMap<O, u64> {
    let exploration = explore(program);
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    let outcomes = exploration.outcomes().iter();
    outcomes.map(|(o, of)| (o.clone(), of.executions)).collect()
}

/// The orders of 3 messages of one thread and 3 of another: 6 over 3.
#[test]
fn only_the_order_of_sends_makes_executions() {
    let orders = outcomes(|| {
        let (sender, receiver) = channel();
        for thread in 0..2 {
            let sender = sender.clone();
            thread::spawn(move || (0..3).for_each(|i| sender.send((thread, i)).unwrap()));
        }
        drop(sender);
        receiver.iter().collect::<Vec<_>>()
    });
    assert_eq!(orders.len(), 20);
    assert!(orders.values().all(|&n| n == 1), "{orders:?}");
}

/// The sends of one thread have one order, and a bound changes nothing about it:
/// the n-th send waits for the receive before it, which has no choice either.
#[test]
fn one_sender_and_one_receiver_have_one_execution() {
    for bound in 0..=2 {
        let sums = outcomes(move || {
            let (sender, receiver) = sync_channel(bound);
            thread::spawn(move || (1..=3).for_each(|i| sender.send(i).unwrap()));
            receiver.iter().sum::<u32>()
        });
        assert_eq!(sums, BTreeMap::from([(6, 1)]), "bound {bound}");
    }
}

/// 2 producers of 2 items each in a buffer of 1: 4 over 2 orders, where a mutex and
/// two condition variables have 18,064 executions.
#[test]
fn a_bounded_buffer_is_small() {
    let orders = outcomes(|| {
        let (sender, receiver) = sync_channel(1);
        for thread in 0..2 {
            let sender = sender.clone();
            thread::spawn(move || (0..2).for_each(|_| sender.send(thread).unwrap()));
        }
        drop(sender);
        receiver.into_iter().collect::<Vec<_>>()
    });
    assert_eq!(orders.len(), 6);
    assert!(orders.values().all(|&n| n == 1), "{orders:?}");
}

/// The receiver has what was there before the send; no other access races.
#[test]
fn a_send_happens_before_its_receive() {
    let read = outcomes(|| {
        let cell = Arc::new(PlainCell::new(0));
        let (sender, receiver) = channel();
        let theirs = Arc::clone(&cell);
        thread::spawn(move || {
            theirs.set(1);
            sender.send(()).unwrap();
        });
        receiver.recv().unwrap();
        cell.get()
    });
    assert_eq!(read, BTreeMap::from([(1, 1)]));
}

/// With room for one message, the second send waits for the first receive: what the
/// receiver wrote before that is there. With room for two it may not be.
#[test]
fn making_room_happens_before_the_send_that_waited_for_it() {
    let races = |bound| {
        let exploration = explore(move || {
            let cell = Arc::new(PlainCell::new(0));
            let (sender, receiver) = sync_channel(bound);
            let theirs = Arc::clone(&cell);
            let sends = thread::spawn(move || {
                sender.send(()).unwrap();
                sender.send(()).unwrap();
                theirs.get()
            });
            cell.set(1);
            receiver.recv().unwrap();
            receiver.recv().unwrap();
            sends.join().unwrap()
        });
        let failures = exploration.failures().iter();
        let races = failures.filter(|f| f.kind == FailureKind::DataRace);
        (races.count(), exploration.outcomes().len())
    };
    assert_eq!(races(0), (0, 1));
    assert_eq!(races(1), (0, 1));
    assert_eq!(races(2), (1, 2));
}

/// What every sender did before it went happens before the end of the iteration;
/// in which order they went makes no difference.
#[test]
fn the_end_of_all_senders_happens_before_the_disconnection() {
    let seen = outcomes(|| {
        let cells = Arc::new([PlainCell::new(0), PlainCell::new(0), PlainCell::new(0)]);
        let (sender, receiver) = channel::<()>();
        for thread in 0..3 {
            let (sender, cells) = (sender.clone(), Arc::clone(&cells));
            thread::spawn(move || {
                cells[thread].set(1);
                drop(sender);
            });
        }
        drop(sender);
        assert!(receiver.recv().is_err());
        cells.iter().map(PlainCell::get).sum::<u32>()
    });
    assert_eq!(seen, BTreeMap::from([(3, 1)]));
}

/// try_recv comes before the send (empty), between the send and the end of the
/// sender (the message), or behind both (the message, too: that is no other
/// execution). The second one behind the message: empty, or disconnected.
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

/// That all of two senders have gone is one fact: their order adds nothing.
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

/// Waiting by asking again and again comes to an end with the message.
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

/// Waiting again and again for what nobody sends goes on for ever.
#[test]
fn a_loop_around_a_receive_with_a_limit_is_a_livelock() {
    let exploration = Explorer::new().explore(|| {
        let (_sender, receiver) = channel::<()>();
        while receiver.recv_timeout(Duration::from_millis(1)).is_err() {}
    });
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::Livelock]);
}

/// The receiver goes before, between or behind the two sends of one thread.
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

/// A send that waits for room has its message back when the receiver goes. (It may
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

/// The message is gone with the channel, not before the receiver.
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

fn deadlock(program: impl Fn() + Clone + Send + Sync + 'static) -> String {
    let exploration = explore(program);
    let [failure] = exploration.failures() else {
        panic!("one failure, not {:?}", exploration.failures());
    };
    assert_eq!(failure.kind, FailureKind::Deadlock);
    failure.message.clone()
}

#[test]
fn a_receiver_waits_for_ever_for_a_sender_that_stays() {
    let message = deadlock(|| {
        let (_sender, receiver) = channel::<()>();
        let receiver = receiver.named("orders");
        let _ = receiver.recv();
    });
    assert_eq!(message, "M waits for a message on orders");
}

#[test]
fn a_rendezvous_needs_two() {
    let message = deadlock(|| {
        let (sender, receiver) = sync_channel(0);
        let receiver = receiver.named("counter");
        sender.send(()).unwrap();
        let _ = receiver.recv();
    });
    assert_eq!(message, "M waits for room in counter");
}

/// Two threads that both send first and then receive: with room for one message
/// each they pass, without they wait for each other.
#[test]
fn two_threads_that_both_send_first_need_room() {
    let program = |bound| {
        move || {
            let (to_child, from_parent) = sync_channel(bound);
            let (to_parent, from_child) = sync_channel(bound);
            let child = thread::spawn(move || {
                to_parent.send(()).unwrap();
                from_parent.recv().unwrap();
            });
            to_child.send(()).unwrap();
            from_child.recv().unwrap();
            child.join().unwrap();
        }
    };
    assert_eq!(outcomes(program(1)), BTreeMap::from([((), 1)]));
    let message = deadlock(program(0));
    assert_eq!(message.matches("waits for room").count(), 2, "{message}");
}

/// The real channel does what std's does: it is std's.
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

/// What loom, which has the channel as a queue of ordered operations, makes of a program.
fn in_loom<O: Ord + Clone + Debug + Send + 'static>(
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

/// The second judge sees the same outcomes: of two senders, of a receiver that goes
/// early, and of a meeting.
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
