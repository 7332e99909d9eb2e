//! Lab 05: what a counter is, and the proof that one counts.

use racelab::proof::{Claim, Report, Sequence, Wrong};
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use crate::{MANY, counting, joined};

/// What the exercise implements: a counter that threads share.
pub trait Counter: Send + Sync + 'static {
    /// A counter at 0.
    fn new() -> Self;

    /// Adds one. Any number of threads may call it at the same time.
    fn increment(&self);

    /// The number of increments, the same at every call. The check calls it when
    /// every thread has ended.
    fn get(&self) -> u64;
}

/// Starts `threads` threads that make `increments` increments each, and returns the final count.
pub fn count<C: Counter>(threads: u8, increments: u32) -> u64 {
    let counter = Arc::new(C::new());
    let expected = u64::from(threads) * u64::from(increments);
    let threads = (0..threads).map(|_| {
        let counter = Arc::clone(&counter);
        thread::spawn(move || {
            for _ in 0..increments {
                counter.increment();
            }
        })
    });
    joined(threads);
    let count = counter.get();
    if count == expected {
        // A second call must return the same. After a wrong count it would add nothing.
        let again = counter.get();
        assert!(again == count, "get returned {count}, and then {again}");
    }
    count
}

/// How many executions of two counters are explored.
const FEW: u64 = 300;

/// Proves that `C` counts every increment of two threads with two each, and of three threads with
/// one each. With two each, an increment can conflict with the other thread's and with an earlier
/// one of its own thread; with three threads, two can conflict without the third. Then looks for
/// code that is right only up to some number: one thread makes many increments, one is overtaken
/// many times, many threads increment at the same time. Then explores a few executions of two
/// counters.
pub fn check<C: Counter>() -> Report {
    let proofs = [(2, 2), (3, 1)].into_iter().map(|(threads, increments)| {
        let proof = claim::<C>(threads, increments).prove();
        match threads {
            2 => proof,
            _ => proof
                .and_in_sequence("increment", in_sequence::<C>)
                .and_beyond(2, claim::<C>)
                .and_some_of(FEW, two_counters::<C>),
        }
    });
    Report::new(
        "In every execution, your counter counts every increment.",
        proofs,
    )
}

fn claim<C: Counter>(threads: u8, increments: u32) -> Claim<u64> {
    let expected = u64::from(threads) * u64::from(increments);
    Claim::new(counting(threads, increments), move || {
        count::<C>(threads, increments)
    })
    .judged(move |&count| {
        let sentence = format!("the counter is {count} after {expected} increments");
        match count {
            count if count < expected => Err(Wrong::lost_update(sentence)),
            count if count > expected => Err(Wrong::outcome(sentence)),
            _ => Ok(()),
        }
    })
    .arguments(format!(
        "--exercise --threads {threads} --increments {increments}"
    ))
}

/// Has one thread make many increments of one counter, and then a few of each of many
/// counters: each must count its own increments only.
fn in_sequence<C: Counter>(done: &Sequence) -> Result<(), Wrong> {
    let counter = C::new();
    for _ in 0..MANY {
        counter.increment();
        done.count();
    }
    let count = counter.get();
    if count != MANY {
        return Err(Wrong::outcome(format!(
            "the counter is {count} after {MANY} increments of one thread"
        )));
    }
    let counters: Vec<C> = (0..MANY).map(|_| C::new()).collect();
    // In rounds: the thread comes back to each counter after it has used all others.
    for round in 0..2 {
        for (made, counter) in (0..3).cycle().zip(&counters) {
            if made > round {
                counter.increment();
                done.count();
            }
        }
    }
    for (made, counter) in (0..3).cycle().zip(&counters) {
        let count = counter.get();
        if count != made {
            return Err(Wrong::outcome(format!(
                "of {MANY} counters one is {count} after {} of its own",
                counted(made, "increment")
            )));
        }
    }
    match counter.get() {
        MANY => Ok(()),
        count => Err(Wrong::outcome(format!(
            "the counter is {count} after {MANY} increments of one thread, and after others have \
             counted"
        ))),
    }
}

/// Two counters at the same time: three threads increment one, and the first of them increments
/// another one before.
fn two_counters<C: Counter>() -> Claim<(u64, u64)> {
    Claim::new("two counters at the same time", || {
        let counters = Arc::new([C::new(), C::new()]);
        let threads = (0..3).map(|number| {
            let counters = Arc::clone(&counters);
            thread::spawn(move || {
                if number == 0 {
                    counters[1].increment();
                }
                counters[0].increment();
            })
        });
        joined(threads);
        (counters[0].get(), counters[1].get())
    })
    .judged(|&counts| match counts {
        (3, 1) => Ok(()),
        (first, second) => Err(Wrong::outcome(format!(
            "of two counters one is {first} after 3 increments of its own, and the other one \
             {second} after 1"
        ))),
    })
}
