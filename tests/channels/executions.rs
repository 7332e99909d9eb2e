//! The small number of executions of channels: only the order of sends makes them.

use std::collections::BTreeMap;

use racelab::sync::mpsc::{channel, sync_channel};
use racelab::sync::thread;

use crate::outcomes;

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

/// The sends of one thread have one order, and a bound does not change that:
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
