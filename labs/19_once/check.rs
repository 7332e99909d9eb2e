//! Lab 19: what a value that is made once must do, and the proof that it is made once.

#[path = "check/advice.rs"]
mod advice;

use std::fmt;

use racelab::proof::{Claim, Proof, Report, Sequence, Verdict, Wrong};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use crate::{MANY, joined};

/// What the exercise implements: a value that is made when a thread first asks for it.
pub trait Lazy: Send + Sync + 'static {
    /// A value that is not made yet. There may be several, which have nothing to do with each
    /// other.
    fn new() -> Self;

    /// Returns the value. The first call makes it: it calls `make`, and the value is what that
    /// returns, any number. Calls that come meanwhile wait, and no other call calls its own
    /// `make`.
    ///
    /// Any number of threads may call it at the same time. All that `make` has done happens
    /// before the return of every call. A call that comes later acquires no lock and writes to
    /// nothing that threads share.
    ///
    /// `make` may ask for another value, and not for this one.
    fn get(&self, make: impl FnOnce() -> u64) -> u64;
}

/// Which threads ask for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// Each thread asks for it the same number of times.
    Together {
        /// How many threads there are.
        threads: u8,
        /// How often each of them asks.
        gets: u32,
    },
    /// Thread A makes a value out of another one, for which thread B asks as well.
    Nested,
    /// The value is made, and then two threads ask for it twice.
    Made,
    /// Two threads ask once each for a value that needs all of its bytes.
    Wide,
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Together { threads, gets } => {
                let threads = counted(threads, "thread");
                write!(f, "{threads}, {} each", counted(gets, "get"))
            }
            Self::Nested => f.write_str("2 threads, a value made out of another one"),
            Self::Made => f.write_str("2 threads, the value is made before they start"),
            Self::Wide => f.write_str("2 threads, 1 get each of a value of 8 bytes"),
        }
    }
}

/// The result of a call of `get`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Got {
    /// The value that the call returned.
    value: u64,
    /// What the caller then read from the memory that the maker had written.
    behind: u64,
    /// Whether the call called its own `make`.
    made: bool,
}

/// The results of each thread's calls, in their order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Values {
    threads: Vec<Vec<Got>>,
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (gets, place) in self.threads.iter().zip(0..) {
            let bar = if place > 0 { " | " } else { "" };
            let values: Vec<_> = gets.iter().map(|got| got.value.to_string()).collect();
            write!(f, "{bar}{}", values.join(" "))?;
        }
        match self.makers().count() {
            1 => Ok(()),
            made => write!(f, ", made {}", times(made)),
        }
    }
}

impl Values {
    fn all(&self) -> impl Iterator<Item = &Got> {
        self.threads.iter().flatten()
    }

    fn makers(&self) -> impl Iterator<Item = &Got> {
        self.all().filter(|got| got.made)
    }
}

/// The maker writes the value plus this to the memory behind the value, so that what it writes is
/// never the 0 that is there at first.
const BEHIND: u64 = 10;

/// A value of the exercise, and plain memory that stands for the object behind the value: the maker
/// writes it, and every caller reads it.
struct Shared<L> {
    lazy: L,
    behind: PlainCell<u64>,
}

impl<L: Lazy> Shared<L> {
    fn new(name: &str) -> Arc<Self> {
        Arc::new(Self {
            lazy: L::new(),
            behind: PlainCell::new(0).named(name),
        })
    }

    /// Asks for the value; to make it, calls `make`.
    fn get(&self, make: impl FnOnce() -> u64) -> Got {
        let mut made = false;
        let value = self.lazy.get(|| {
            let value = make();
            self.behind.set(value + BEHIND);
            made = true;
            value
        });
        Got {
            value,
            behind: self.behind.get(),
            made,
        }
    }
}

/// A one in each byte.
const EACH_BYTE: u64 = 0x0101_0101_0101_0101;

/// The outer value is the inner value plus this.
const OUTER: u64 = 100;

/// Plays a scene.
pub fn play<L: Lazy>(scene: Scene) -> Values {
    let shared = Shared::<L>::new("object");
    let mut gets = Vec::new();
    let threads = match scene {
        Scene::Together { threads, gets } => {
            ask(&shared, (0..threads.into()).map(|own| (own, gets)))
        }
        Scene::Made => {
            gets.push(vec![shared.get(|| 0)]);
            ask(&shared, [(1, 2), (2, 2)].into_iter())
        }
        Scene::Wide => ask(&shared, [(EACH_BYTE, 1), (2 * EACH_BYTE, 1)].into_iter()),
        Scene::Nested => {
            let theirs = Arc::clone(&shared);
            let outer = Shared::<L>::new("outer object");
            let first = thread::spawn(move || {
                let mut inner = None;
                let got = outer.get(|| {
                    let got = theirs.get(|| 0);
                    inner.insert(got).value + OUTER
                });
                let inner = inner.into_iter();
                // Without what the outer value adds, it has to be the inner value.
                let got = Got {
                    value: got.value.wrapping_sub(OUTER),
                    behind: got.behind.wrapping_sub(OUTER),
                    made: false,
                };
                inner.chain([got]).collect()
            });
            let mut threads = vec![first];
            threads.extend(ask(&shared, [(1, 1)].into_iter()));
            threads
        }
    };
    gets.extend(joined(threads));
    Values { threads: gets }
}

type Asking = thread::JoinHandle<Vec<Got>>;

/// Starts threads that ask for the value. Each has a number of its own, which is the value if
/// it is the thread that makes it, and a number of calls.
fn ask<L: Lazy>(shared: &Arc<Shared<L>>, threads: impl Iterator<Item = (u64, u32)>) -> Vec<Asking> {
    let started = threads.map(|(own, gets)| {
        let shared = Arc::clone(shared);
        thread::spawn(move || (0..gets).map(|_| shared.get(|| own)).collect())
    });
    started.collect()
}

/// Says what is wrong with the values.
///
/// # Errors
///
/// If anything is.
pub fn judge(values: &Values) -> Result<(), Wrong> {
    let wrong = |sentence: String| Err(Wrong::outcome(sentence));
    let mut makers = values.makers();
    let Some(maker) = makers.next() else {
        return wrong("no call of get called its make".to_owned());
    };
    let more = makers.count();
    if more > 0 {
        return wrong(format!(
            "double initialisation: the value was made {}",
            times(more + 1)
        ));
    }
    if let Some(other) = values.all().find(|got| got.value != maker.value) {
        return wrong(format!(
            "a call of get returned {}, and the value that was made is {}",
            other.value, maker.value
        ));
    }
    let written = maker.value + BEHIND;
    if let Some(early) = values.all().find(|got| got.behind != written) {
        return wrong(format!(
            "a call of get returned, and its caller read {} where the maker had written {written}",
            early.behind
        ));
    }
    Ok(())
}

fn times(times: usize) -> String {
    match times {
        0 => "never".to_owned(),
        2 => "twice".to_owned(),
        times => counted(times as u64, "time"),
    }
}

/// The scenes that the check proves, in this order.
const SCENES: [Scene; 4] = [
    together(2, 2),
    // Two threads wait for the one that makes it.
    together(3, 1),
    Scene::Nested,
    Scene::Made,
];

const fn together(threads: u8, gets: u32) -> Scene {
    Scene::Together { threads, gets }
}

/// Why loom judges no instance of three threads, and none of two that ask twice.
const LOOM_IS_SLOW: &str = "with threads that wait or ask twice it may need over 20,000 executions";

/// How many executions of four threads, and of two that ask for a wide value, the check explores at
/// most. An answer with a lock has fewer.
const SOME: u64 = 1_000;

/// Proves that a value is made once and that every caller sees it whole: with two threads, with
/// three, of which two wait, and where one value is made out of another. Proves also that two
/// threads that find it made do not interact. Then explores some executions of four threads, and of
/// two that ask for a value with no byte of 0; and has one thread make many values.
pub fn check<L: Lazy>() -> Report {
    let proofs = SCENES.into_iter().map(|scene| match scene {
        Scene::Together { threads: 3, .. } => claim::<L>(scene)
            .without_loom(LOOM_IS_SLOW)
            .prove()
            .and_in_sequence("get", in_sequence::<L>)
            .and_some_of(SOME, || claim::<L>(together(4, 1)).without_spurious()),
        Scene::Made => advised(
            claim::<L>(scene)
                .without_conflicts("two threads that find the value made still meet")
                // An exchange of the maker's that fails spuriously is an execution of its own.
                .without_spurious()
                .prove(),
        ),
        Scene::Together { .. } => claim::<L>(scene)
            .without_loom(LOOM_IS_SLOW)
            .prove()
            // A value in two words is whole only if both are there.
            .and_some_of(SOME, || claim::<L>(Scene::Wide)),
        Scene::Nested | Scene::Wide => claim::<L>(scene).prove(),
    });
    Report::new(
        "In every execution the value is made once, and every caller sees it whole.",
        proofs,
    )
}

/// The advice if calls that find the value made still interact.
fn advised(proof: Proof) -> Proof {
    match proof.verdict {
        Verdict::NoConcurrency => proof.advising(
            "Nothing goes wrong, but each call acquires a lock or writes to what the other one \
             uses, and most calls find the value made. Let a call look first, with a load that \
             acquires, and only one that finds nothing go on to the lock.",
        ),
        _ => proof,
    }
}

/// The claim about a scene.
fn claim<L: Lazy>(scene: Scene) -> Claim<Values> {
    let arguments = match scene {
        Scene::Together { threads, gets } => format!("--threads {threads} --gets {gets}"),
        Scene::Nested => "--nested".to_owned(),
        Scene::Made => "--made".to_owned(),
        Scene::Wide => "--wide".to_owned(),
    };
    Claim::new(scene.to_string(), move || play::<L>(scene))
        .judged(judge)
        .explained(advice::explain)
        .arguments(format!("--exercise {arguments}"))
}

/// Has one thread make many values, and ask for each of them twice. The last ones need all bits:
/// no number is free to mean that the value is not made, and no bit to say whether it is.
fn in_sequence<L: Lazy>(done: &Sequence) -> Result<(), Wrong> {
    let wrong = |sentence: String| Err(Wrong::outcome(sentence));
    let large = [u64::MAX, u64::MAX / 2, u64::MAX - 1, 1 << 63];
    for number in (0..MANY).chain(large) {
        let lazy = L::new();
        let first = lazy.get(|| number);
        done.count();
        let mut again = false;
        let second = lazy.get(|| {
            again = true;
            number
        });
        done.count();
        if again {
            return wrong(format!(
                "double initialisation: a value that is {number} was made twice, by one thread"
            ));
        }
        if let Some(other) = [first, second].into_iter().find(|got| *got != number) {
            return wrong(format!(
                "get returned {other} where make returned {number}, and no other thread was there"
            ));
        }
    }
    Ok(())
}
