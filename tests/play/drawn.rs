//! Small random programs: memory, locks, a channel, a condition variable.

use racelab::explore::{Explorer, StateGraph};
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::mpsc::{self, Receiver, Sender};
use racelab::sync::{Arc, Condvar, Mutex, thread};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// A test with more states than this takes too long.
const MOST_STATES: usize = 3_000;

/// The objects that threads share.
struct Shared {
    x: AtomicU64,
    y: AtomicU64,
    first: Mutex<()>,
    second: Mutex<()>,
    changed: Condvar,
}

/// An operation of a thread.
#[derive(Clone, Copy)]
enum Act {
    Store(u64),
    /// Reads one, and writes the other.
    Carry,
    /// Reads and writes, in two steps.
    Add(u64),
    AddAtOnce,
    /// Adds under a lock.
    Guarded,
    /// Takes both locks, in this order or the other one.
    Nested(bool),
    Send,
    /// Waits until y is not 0; or only once, whatever it reads.
    Wait(bool),
    Notify,
}

/// The operations of each thread. The first thread receives, if `receives`.
fn acts(seed: u64) -> (Vec<Vec<Act>>, bool) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let threads = random.random_range(2..=3);
    let most = if threads == 2 { 3 } else { 2 };
    let mut act = || match random.random_range(0..10) {
        0 => Act::Store(random.random_range(1..4)),
        1 => Act::Carry,
        2 | 3 => Act::Add(random.random_range(1..4)),
        4 => Act::AddAtOnce,
        5 => Act::Guarded,
        6 => Act::Nested(random.random()),
        7 => Act::Send,
        8 => Act::Wait(random.random()),
        _ => Act::Notify,
    };
    let acts = (0..threads).map(|_| (0..most).map(|_| act()).collect());
    let acts = acts.collect();
    (acts, random.random())
}

fn perform(act: Act, shared: &Shared, outbox: &Sender<u64>) {
    let Shared { x, y, .. } = shared;
    match act {
        Act::Store(value) => x.store(value, SeqCst),
        Act::Carry => y.store(x.load(SeqCst), SeqCst),
        Act::Add(value) => x.store(x.load(SeqCst) + value, SeqCst),
        Act::AddAtOnce => {
            x.fetch_add(1, SeqCst);
        }
        Act::Guarded => {
            let _guard = shared.first.lock();
            y.store(y.load(SeqCst) + 1, SeqCst);
        }
        Act::Nested(swapped) => {
            let (outer, inner) = match swapped {
                false => (&shared.first, &shared.second),
                true => (&shared.second, &shared.first),
            };
            let _outer = outer.lock();
            let _inner = inner.lock();
        }
        // The receiver may have been dropped.
        Act::Send => drop(outbox.send(1)),
        Act::Wait(again) => {
            let mut guard = shared.first.lock();
            if again {
                while y.load(SeqCst) == 0 {
                    shared.changed.wait(&mut guard);
                }
            } else {
                shared.changed.wait(&mut guard);
            }
        }
        Act::Notify => {
            shared.changed.notify_one();
        }
    }
}

/// Runs the program.
pub(crate) fn run(seed: u64) -> (u64, u64) {
    let (acts, receives) = acts(seed);
    let shared = Arc::new(Shared {
        x: AtomicU64::new(0).named("x"),
        y: AtomicU64::new(0).named("y"),
        first: Mutex::new(()).named("first"),
        second: Mutex::new(()).named("second"),
        changed: Condvar::new().named("changed"),
    });
    let (outbox, inbox) = mpsc::channel();
    let mut inbox: Option<Receiver<u64>> = receives.then(|| inbox.named("inbox"));
    let threads = acts.into_iter().map(|acts| {
        let (shared, outbox, inbox) = (Arc::clone(&shared), outbox.clone(), inbox.take());
        thread::spawn(move || {
            for act in acts {
                perform(act, &shared, &outbox);
            }
            drop(outbox);
            if let Some(inbox) = inbox {
                shared.y.fetch_add(inbox.iter().sum(), SeqCst);
            }
        })
    });
    let threads: Vec<_> = threads.collect();
    drop(outbox);
    for thread in threads {
        thread.join().unwrap();
    }
    (shared.x.load(SeqCst), shared.y.load(SeqCst))
}

/// Its states; `None` if there are too many.
pub(crate) fn graph(seed: u64) -> Option<StateGraph> {
    let graph = Explorer::new().state_graph(MOST_STATES, move || run(seed));
    graph.complete.then_some(graph)
}

pub(crate) fn is_forbidden((x, y): &(u64, u64)) -> bool {
    (x + y) % 2 == 1
}

/// One of its outcomes, if it has any.
pub(crate) fn goal(seed: u64) -> Option<(u64, u64)> {
    let found = Explorer::new().explore(move || run(seed));
    let outcomes: Vec<_> = found.outcomes().keys().copied().collect();
    let at = usize::try_from(seed).unwrap_or(0) % outcomes.len().max(1);
    outcomes.get(at).copied()
}
