//! What a channel puts in order.

use std::collections::BTreeMap;

use racelab::explore::FailureKind;
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{channel, sync_channel};
use racelab::sync::{Arc, thread};

use crate::explored::explore;
use crate::outcomes;

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
