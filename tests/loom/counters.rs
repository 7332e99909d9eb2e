//! The counters of the library, every execution of small instances of them.

use racelab::counter::{Atomic, Channel, Counter, LoadStore, Locked, Plain, Sharded};
use racelab::explore::FailureKind;
use racelab::sync::thread;

use crate::{both_accept, both_refuse, explorer_accepts};

/// `threads` threads, including the main thread, increment `times` times each, and no
/// increment is lost.
fn counting<C: Counter>(threads: usize, times: usize) -> impl Fn() + Clone + Send + Sync {
    move || {
        let counter = C::new();
        let increment = || (0..times).for_each(|_| counter.increment());
        thread::scope(|s| {
            for _ in 1..threads {
                s.spawn(increment);
            }
            increment();
        });
        assert_eq!(counter.get(), (threads * times) as u64, "lost updates");
    }
}

/// A thread reads while another one counts: it may miss increments at the same time,
/// but none that happened before, and none counts twice.
fn reading<C: Counter>() -> impl Fn() + Clone + Send + Sync {
    || {
        let counter = C::new();
        counter.increment();
        thread::scope(|s| {
            s.spawn(|| counter.increment());
            let meanwhile = counter.get();
            assert!((1..=2).contains(&meanwhile), "{meanwhile}");
        });
        assert_eq!(counter.get(), 2);
    }
}

/// Every execution of every instance that loom finishes in a second or so.
fn is_right<C: Counter>() {
    for (threads, times) in [(2, 1), (2, 2), (3, 1)] {
        both_accept(counting::<C>(threads, times));
    }
    both_accept(reading::<C>());
}

#[test]
fn a_locked_counter_is_right() {
    is_right::<Locked>();
}

#[test]
fn an_atomic_counter_is_right() {
    is_right::<Atomic>();
}

#[test]
fn a_sharded_counter_is_right() {
    is_right::<Sharded>();
}

#[test]
fn a_counter_behind_a_channel_is_right() {
    // The owner is a thread too: loom takes 20,000 executions for two that increment once
    // (the explorer 2), and would take minutes for one more increment.
    both_accept(counting::<Channel>(1, 2));
    both_accept(counting::<Channel>(2, 1));
    explorer_accepts(counting::<Channel>(2, 2));
    explorer_accepts(counting::<Channel>(3, 1));
}

#[test]
fn a_counter_in_plain_memory_has_a_data_race() {
    both_refuse(counting::<Plain>(2, 1), FailureKind::DataRace, "data race");
}

#[test]
fn a_counter_that_loads_and_stores_loses_updates() {
    both_refuse(
        counting::<LoadStore>(2, 1),
        FailureKind::Panic,
        "lost updates",
    );
}
