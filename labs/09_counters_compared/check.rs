//! Lab 09: the proof that a sharded counter is exact, and the proof that a counter in batches makes
//! few contended writes.

#[path = "check/batches.rs"]
mod batches;

use racelab::proof::{Claim, Proof, Report, Sequence, Wrong};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use crate::{MANY, counting, joined};

pub use batches::{
    BATCH, Batched, all as batched_all, allowed as contended_allowed, batched,
    instance as batched_instance,
};

/// How many shards there are.
pub const SHARDS: usize = 2;

/// The atomics in which a sharded counter counts.
pub type Shards = Arc<[AtomicU64; SHARDS]>;

/// What the exercise implements: a counter in several atomics.
pub trait Sharded: Send + Sync + 'static {
    /// A counter in these shards, which are 0.
    fn new(shards: Shards) -> Self;

    /// Adds one. Any number of threads may call it at the same time; `thread` is the number
    /// of the calling thread, from 0. There may be more threads than shards. Threads 0
    /// and 1 must count in different shards, or two shards would be of no use.
    fn increment(&self, thread: usize);

    /// The number of increments: exact if no thread increments during the call, and otherwise
    /// between the number at the beginning of the call and the number at its end.
    fn total(&self) -> u64;

    /// Part two: counts one. `own` is a word that only the calling thread accesses, and `total`
    /// one that all threads do; both begin at 0. At most `BATCH - 1` counts of a thread are
    /// missing in `total` afterwards, and of `BATCH` counts at most one writes to it.
    ///
    /// An answer without these three functions is an answer to part one.
    fn count(own: &AtomicU64, total: &AtomicU64) {
        let _ = (own, total);
    }

    /// Part two: the calling thread stops counting. From now on all its counts are in `total`. It
    /// may begin again later, with the same word.
    fn leave(own: &AtomicU64, total: &AtomicU64) {
        let _ = (own, total);
    }

    /// Part two: the number of counts, without those that threads have not yet written to `total`.
    /// It never falls, and is exact when all threads have left.
    fn estimate(total: &AtomicU64) -> u64 {
        let _ = total;
        0
    }
}

/// The totals and shards of a counter in a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tally {
    /// The total that the main thread read while the others counted.
    meanwhile: u64,
    /// The total that the first thread read after its own increments.
    after_its_own: u64,
    /// The total after every join.
    total: u64,
    /// The shards after that.
    shards: [u64; SHARDS],
}

impl Tally {
    /// The total after every join.
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// Runs `threads` threads with `increments` increments each, while the main thread reads the
/// total once. The first thread reads it too, after its increments.
pub fn tally<S: Sharded>(threads: u8, increments: u32) -> Tally {
    let shard = |index| AtomicU64::new(0).named(&format!("shard {index}"));
    let shards: Shards = Arc::new(std::array::from_fn(shard));
    let counter = Arc::new(S::new(Arc::clone(&shards)));
    let threads = (0..usize::from(threads)).map(|number| {
        let counter = Arc::clone(&counter);
        thread::spawn(move || {
            for _ in 0..increments {
                counter.increment(number);
            }
            (number == 0).then(|| counter.total())
        })
    });
    let threads: Vec<_> = threads.collect();
    let meanwhile = counter.total();
    let after_its_own = joined(threads).into_iter().fold(None, Option::or);
    Tally {
        meanwhile,
        after_its_own: after_its_own.unwrap_or(0),
        total: counter.total(),
        // Relaxed: every increment happens before its thread's join.
        shards: std::array::from_fn(|index| shards[index].load(Relaxed)),
    }
}

/// Says what is wrong with a tally.
///
/// # Errors
///
/// If anything is wrong.
pub fn judge(tally: &Tally, threads: u8, increments: u32) -> Result<(), Wrong> {
    let expected = u64::from(threads) * u64::from(increments);
    let Tally {
        meanwhile,
        after_its_own,
        total,
        ..
    } = *tally;
    if total < expected {
        let sentence = format!("the total is {total} after {expected} increments");
        return Err(Wrong::lost_update(sentence));
    }
    let most = total.max(meanwhile).max(after_its_own);
    if most > expected {
        return Err(Wrong::outcome(format!(
            "a total of {most} was read, though there are only {expected} increments"
        )));
    }
    if after_its_own < u64::from(increments) {
        return Err(Wrong::outcome(format!(
            "a thread read a total of {after_its_own} after {} of its own",
            counted(increments, "increment")
        )));
    }
    let sum: u64 = tally.shards.iter().sum();
    if sum != expected {
        return Err(Wrong::outcome(format!(
            "the shards add up to {sum} after {expected} increments; count in the shards, where \
             the checker sees it"
        )));
    }
    if tally.shards.contains(&0) {
        return Err(Wrong::outcome(ONE_SHARD));
    }
    Ok(())
}

/// Why loom judges the smaller instance only: for the larger one it can take many seconds if a
/// counter retries in a loop.
const LOOM_IS_SLOW: &str = "beyond the smaller instance it can take many seconds";

/// Proves that `S` loses no increment: of two threads with two each, and of three, two of
/// which must share a shard. Then looks for code that is right only up to some number: one
/// thread makes many increments, one is overtaken many times by the thread that shares its
/// shard, many threads increment at the same time. Then proves part two: that counts in batches
/// are complete, and that few of their writes are contended.
pub fn check<S: Sharded>() -> Report {
    let sizes = [(2, 2), (3, 1)];
    let proofs = sizes.into_iter().map(|(threads, increments)| {
        let small = claim::<S>(threads, increments);
        match threads {
            2 => advised(small.prove()),
            _ => small
                .without_loom(LOOM_IS_SLOW)
                .prove()
                .and_in_sequence("increment", in_sequence::<S>)
                .and_beyond(3, claim::<S>),
        }
    });
    let batches: [fn() -> Proof; 2] = [batches::kept_in_order::<S>, batches::few_contended::<S>];
    Report::new(
        "In every execution, the total is exact once the threads have been joined, and counts in \
         batches need few contended writes.",
        proofs.chain(batches.into_iter().map(|prove| prove())),
    )
}

/// The message if a counter uses only one shard.
const ONE_SHARD: &str = "all increments are in one shard, which is no faster than one atomic";

/// Adds advice about a mistake that the execution itself does not show.
fn advised(proof: Proof) -> Proof {
    match proof.sentence == ONE_SHARD {
        true => proof.advising(
            "Let the number of the thread choose the shard: threads 0 and 1 count in different \
             shards, and each thread with a larger number shares one of them.",
        ),
        false => proof,
    }
}

fn claim<S: Sharded>(threads: u8, increments: u32) -> Claim<Tally> {
    Claim::new(counting(threads, increments), move || {
        tally::<S>(threads, increments)
    })
    .judged(move |tally| judge(tally, threads, increments))
    .arguments(format!(
        "--exercise --threads {threads} --increments {increments}"
    ))
}

/// Has one thread make many increments of two counters, as thread 0, 1 and 2 in turn.
fn in_sequence<S: Sharded>(done: &Sequence) -> Result<(), Wrong> {
    let counter = || S::new(Arc::new(std::array::from_fn(|_| AtomicU64::new(0))));
    let (counter, other) = (counter(), counter());
    for made in 1..=MANY {
        let thread = usize::try_from(made % 3).expect("it is small");
        counter.increment(thread);
        done.count();
        let mut found = [(counter.total(), made), (other.total(), made / 2)];
        if made % 2 == 0 {
            other.increment(thread);
            done.count();
            found[1].0 = other.total();
        }
        if let Some((total, made)) = found.into_iter().find(|(total, made)| total != made) {
            return Err(Wrong::outcome(format!(
                "one of two counters has a total of {total} after {} of its own",
                counted(made, "increment")
            )));
        }
    }
    Ok(())
}
