//! The happens-before edges of a channel.

use std::collections::BTreeMap;

use racelab::explore::{Explorer, FailureKind, MemoryModel};
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{channel, sync_channel};
use racelab::sync::{Arc, thread};

use crate::explored::explore;
use crate::outcomes;

/// The receiver sees what came before the send; no other access races.
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

/// With room for one message, the second send waits for the first receive, and sees what the
/// receiver wrote before that. With room for two it may not.
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

/// What every sender did before it was dropped happens before the end of the iteration;
/// the order in which they are dropped makes no difference.
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

/// What came before a send is visible when the message is dropped with the receiver.
#[test]
fn a_send_happens_before_the_end_of_a_message_that_is_left() {
    struct Looks(Arc<PlainCell<u64>>);
    impl Drop for Looks {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    let exploration = explore(|| {
        let cell = Arc::new(PlainCell::new(0));
        let (sender, receiver) = channel();
        let theirs = Arc::clone(&cell);
        let sends = thread::spawn(move || {
            theirs.set(1);
            // A message that comes too late is dropped here.
            drop(sender.send(Looks(theirs)));
        });
        drop(receiver);
        sends.join().unwrap();
        cell.get()
    });
    assert!(exploration.failures().is_empty());
    assert_eq!(exploration.executions(), 2);
}

/// A sender that is left in a channel is dropped with the channel, after its message's send.
#[test]
fn a_sender_in_a_message_that_is_left_is_dropped_behind_its_send() {
    let exploration = explore(|| {
        let (inbox, orders) = channel();
        let owner = thread::spawn(move || drop(orders));
        let (answer, reply) = channel::<u64>();
        let sent = inbox.send(answer);
        drop(sent);
        assert!(reply.recv().is_err());
        owner.join().unwrap();
    });
    assert!(exploration.failures().is_empty());
}

/// In a bounded channel only messages with room are dropped with the receiver. The other message
/// goes back to its sender, and adds no edge.
#[test]
fn a_send_without_room_happens_before_nothing() {
    let orders = |bound| {
        let explorer = Explorer::new().memory_model(MemoryModel::Sc);
        let exploration = explorer.explore(move || {
            let cell = Arc::new(PlainCell::new(0));
            let (sender, receiver) = sync_channel(bound);
            let theirs = Arc::clone(&cell);
            let sends = thread::spawn(move || {
                theirs.set(1);
                sender.send(()).is_ok()
            });
            drop(receiver);
            cell.get();
            sends.join().unwrap()
        });
        let failures = exploration.failures().iter();
        let races = failures.filter(|f| f.kind == FailureKind::DataRace);
        let racing: u64 = races.map(|f| f.executions).sum();
        let arrived = exploration.outcomes().get(&true);
        (
            exploration.executions() - racing,
            arrived.map_or(0, |o| o.executions),
        )
    };
    assert_eq!(orders(0), (0, 0));
    let (in_order, arrived) = orders(1);
    assert_eq!(in_order, arrived);
    assert!(arrived > 0);
}
