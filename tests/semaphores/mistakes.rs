//! Mistakes with semaphores, each of which the explorer finds.

use std::collections::BTreeSet;

use racelab::explore::{Explorer, FailureKind};
use racelab::sync::Semaphore;
use racelab::sync::cell::PlainCell;

use crate::{on_threads, shared, together};

/// The kinds of failures of a program, with their messages.
fn failures(program: impl Fn() + Send + Sync + 'static) -> BTreeSet<(FailureKind, String)> {
    let found = Explorer::new().explore(program);
    assert!(found.complete());
    let failures = found.failures().iter();
    failures.map(|f| (f.kind, f.message.clone())).collect()
}

fn assert_races(program: impl Fn() + Send + Sync + 'static) {
    let kinds: BTreeSet<_> = failures(program)
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(kinds, BTreeSet::from([FailureKind::DataRace]));
}

fn assert_deadlocks(messages: &[&str], program: impl Fn() + Send + Sync + 'static) {
    let expected = messages
        .iter()
        .map(|&m| (FailureKind::Deadlock, m.to_owned()));
    assert_eq!(failures(program), expected.collect());
}

#[test]
fn a_mutex_with_two_permits() {
    assert_races(|| {
        let semaphore = Semaphore::new(2);
        let cell = PlainCell::new(0);
        on_threads(2, move |_| {
            let _permit = semaphore.acquire();
            cell.set(cell.get() + 1);
        });
    });
}

#[test]
fn a_signal_before_the_write() {
    assert_races(|| {
        let (a, b) = shared((Semaphore::new(0), PlainCell::new(0)));
        let sends = move || {
            a.0.release(1);
            a.1.set(7);
        };
        together(sends, || {
            b.0.acquire().forget();
            b.1.get()
        });
    });
}

/// An acquire by one thread does not show that another thread has acquired a permit, too.
#[test]
fn a_permit_orders_nothing_with_the_holder_of_another() {
    assert_races(|| {
        let (a, b) = shared((Semaphore::new(2), PlainCell::new(0)));
        let writes = move || {
            a.1.set(1);
            a.0.acquire().forget();
        };
        together(writes, || {
            b.0.acquire().forget();
            b.1.get()
        });
    });
}

/// Each waits before it signals.
#[test]
fn a_rendezvous_in_which_each_waits_first() {
    assert_deadlocks(
        &["M waits for a permit of first; A waits for a permit of second"],
        || {
            let (first, second) = (Semaphore::new(0), Semaphore::new(0));
            let (a, b) = shared((first.named("first"), second.named("second")));
            let other = move || {
                a.1.acquire().forget();
                a.0.release(1);
            };
            together(other, || {
                b.0.acquire().forget();
                b.1.release(1);
            });
        },
    );
}

/// A permit that is never released: whichever thread comes second waits for ever.
#[test]
fn a_permit_that_is_forgotten() {
    let one = [
        "A waits for a permit of mutex",
        "B waits for a permit of mutex",
    ];
    assert_deadlocks(&one, || {
        let semaphore = Semaphore::new(1).named("mutex");
        on_threads(2, move |_| semaphore.acquire().forget());
    });
}

/// One turnstile is not enough for two rounds: a fast thread goes through it again
/// and takes the permit of another one.
#[test]
fn a_barrier_with_one_turnstile() {
    let found = failures(|| {
        let mutex = Semaphore::new(1);
        let turnstile = Semaphore::new(0).named("turnstile");
        let count = PlainCell::new(0);
        on_threads(2, move |_| {
            for _ in 0..2 {
                let permit = mutex.acquire();
                count.set(count.get() + 1);
                if count.get() == 2 {
                    count.set(0);
                    turnstile.release(2);
                }
                drop(permit);
                turnstile.acquire().forget();
            }
        });
    });
    let waits = |thread: &str| {
        let message = format!("{thread} waits for a permit of turnstile");
        (FailureKind::Deadlock, message)
    };
    assert_eq!(found, BTreeSet::from([waits("A"), waits("B")]));
}

/// The consumer holds the lock while it waits for an item, which the producer needs to make.
#[test]
fn a_buffer_in_which_the_lock_is_acquired_first() {
    let message = "M waits for a permit of items; A waits for a permit of mutex";
    assert_deadlocks(&[message], || {
        let (items, mutex) = (Semaphore::new(0).named("items"), Semaphore::new(1));
        let (a, b) = shared((items, mutex.named("mutex")));
        let produce = move || {
            let _permit = a.1.acquire();
            a.0.release(1);
        };
        together(produce, || {
            let _permit = b.1.acquire();
            b.0.acquire().forget();
        });
    });
}

/// The last reader that leaves forgets to open the room.
#[test]
fn readers_that_never_let_a_writer_in() {
    let found = failures(|| {
        let (a, b) = shared((Semaphore::new(1).named("empty"), PlainCell::new(0)));
        let reads = move || {
            a.0.acquire().forget();
            a.1.get();
        };
        together(reads, || {
            let _empty = b.0.acquire();
            b.1.set(1);
        });
    });
    let message = "M waits for a permit of empty".to_owned();
    assert_eq!(found, BTreeSet::from([(FailureKind::Deadlock, message)]));
}
