//! Threads that wait for ever, and what they wait for.

use std::collections::BTreeMap;

use racelab::explore::FailureKind;
use racelab::sync::mpsc::{channel, sync_channel};
use racelab::sync::thread;

use crate::explored::explore;
use crate::outcomes;

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

/// Two threads both send first and then receive: with room for one message
/// each they succeed, without room they wait for each other.
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
