//! Part two: counts that a thread keeps to itself, so that fewer writes are contended.

use racelab::explore::contended_writes;
use racelab::proof::{Claim, Proof, Sequence, Verdict, Wrong};
use racelab::sync::atomic::AtomicU64;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use super::Sharded;
use crate::{MANY, joined};

/// How many counts a thread makes for each write to the total.
pub const BATCH: u64 = 4;

/// How many counts of a thread that has not left may be missing in the total.
const MOST_MISSING: u64 = BATCH - 1;

/// What a run of threads that count in batches shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Batched {
    /// For each read of the total: how many of the reading thread's own counts it must contain, and
    /// its value.
    read: Vec<(u64, u64)>,
    /// The total when all threads had ended, and all but the first had left.
    unfinished: u64,
    /// The total when the first had left, too.
    total: u64,
}

impl Batched {
    /// The total when all threads had left.
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// How many counts a thread makes: the first one `counts`, and each other one two more, so that it
/// ends with a part of a batch.
fn counts_of(thread: u8, counts: u32) -> u64 {
    u64::from(counts) + if thread == 0 { 0 } else { 2 }
}

/// How many counts they make together.
pub fn all(threads: u8, counts: u32) -> u64 {
    (0..threads).map(|thread| counts_of(thread, counts)).sum()
}

/// Has `threads` threads count. Each reads the total after each whole batch. Then all leave. For
/// the first one the main thread calls `leave`, after all threads have ended.
pub fn batched<S: Sharded>(threads: u8, counts: u32) -> Batched {
    let total = Arc::new(AtomicU64::new(0).named("total"));
    let threads = (0..threads).map(|number| {
        let name = format!("own of {}", char::from(b'A' + number));
        let (own, total) = (AtomicU64::new(0).named(&name), Arc::clone(&total));
        thread::spawn(move || {
            let counts = counts_of(number, counts);
            let mut read = Vec::new();
            for count in 1..=counts {
                S::count(&own, &total);
                if count.is_multiple_of(BATCH) {
                    read.push((count - MOST_MISSING, S::estimate(&total)));
                }
            }
            if number > 0 {
                S::leave(&own, &total);
                read.push((counts, S::estimate(&total)));
            }
            (read, own)
        })
    });
    let (read, own): (Vec<_>, Vec<_>) = joined(threads).into_iter().unzip();
    let unfinished = S::estimate(&total);
    S::leave(&own[0], &total);
    Batched {
        read: read.concat(),
        unfinished,
        total: S::estimate(&total),
    }
}

/// Says what is wrong with a run of this many threads.
fn judge(seen: &Batched, threads: u8, counts: u32) -> Result<(), Wrong> {
    let all = all(threads, counts);
    let Batched {
        read,
        unfinished,
        total,
    } = seen;
    if *total < all {
        let sentence = format!("the total is {total}, though {all} were counted and all have left");
        return Err(Wrong::lost_update(sentence));
    }
    let most = read.iter().map(|(_, read)| *read).fold(*total, u64::max);
    if most > all {
        let sentence = format!("a total of {most} was read, and only {all} are counted");
        return Err(Wrong::outcome(sentence));
    }
    if let Some((least, read)) = read.iter().find(|(least, read)| read < least) {
        return Err(Wrong::outcome(format!(
            "a thread reads a total of {read}, and {least} of its own counts have to be in it"
        )));
    }
    if unfinished + MOST_MISSING < all {
        return Err(Wrong::outcome(format!(
            "the total is {unfinished} of {all} when all but one thread have left: of one thread \
             at most {MOST_MISSING} counts may be missing"
        )));
    }
    Ok(())
}

/// The size of an instance, in words.
pub fn instance(threads: u8, counts: u32) -> String {
    let threads = counted(threads, "thread");
    let (first, others) = (counts_of(0, counts), counts_of(1, counts));
    format!("batches: {threads}, {first} and {others} counts")
}

fn claim<S: Sharded>(threads: u8, counts: u32) -> Claim<Batched> {
    Claim::new(instance(threads, counts), move || {
        batched::<S>(threads, counts)
    })
    .judged(move |seen| judge(seen, threads, counts))
    .arguments(arguments(threads, counts))
}

fn arguments(threads: u8, counts: u32) -> String {
    format!("--exercise --batches --threads {threads} --increments {counts}")
}

/// The size of what is proved.
const THREADS: u8 = 2;
const COUNTS: u32 = 4;

/// How many executions of three threads are looked at.
const SOME: u64 = 1_000;

/// Proves that no count is lost or made up, or kept by its thread for longer than a batch.
pub(super) fn kept_in_order<S: Sharded>() -> Proof {
    let name = instance(THREADS, COUNTS);
    let alone = Proof::guarded(&name, || match alone::<S>() {
        true => Proof::new(&name, Verdict::Proved, "one thread is counted"),
        false => Proof::new(
            &name,
            Verdict::WrongOutcome,
            "the total is 0 after a whole batch",
        )
        .advising(
            "Part two is the functions `count`, `leave` and `estimate`. Here one thread alone \
                 counts `BATCH` times and leaves.",
        ),
    });
    if !alone.verdict.holds() {
        return alone;
    }
    claim::<S>(THREADS, COUNTS)
        .prove()
        .and_in_sequence("count", in_sequence::<S>)
        .and_some_of(SOME, || claim::<S>(3, COUNTS))
}

/// Has one thread count a batch.
fn alone<S: Sharded>() -> bool {
    let (own, total) = (AtomicU64::new(0), AtomicU64::new(0));
    (0..BATCH).for_each(|_| S::count(&own, &total));
    S::leave(&own, &total);
    S::estimate(&total) != 0
}

/// Counts in turn for three threads, at two totals; now and then all of them leave, and come back.
fn in_sequence<S: Sharded>(done: &Sequence) -> Result<(), Wrong> {
    // For each thread its word, and which of its counts has written to the total last.
    let words = || [0; 3].map(|zero| (AtomicU64::new(zero), None));
    let mut counters = [(words(), AtomicU64::new(0)), (words(), AtomicU64::new(0))];
    for made in 1..=MANY {
        // At many distances, so that parts of batches of every size are left.
        let all_leave = made % 31 == 0 || made % 37 == 0;
        for (own, total) in &mut counters {
            let thread = usize::try_from(made % 3).expect("it is small");
            let (word, written) = &mut own[thread];
            let before = S::estimate(total);
            S::count(word, total);
            done.count();
            if S::estimate(total) != before {
                let now = made / 3;
                if written.is_some_and(|last| now < last + BATCH) {
                    return Err(Wrong::outcome(format!(
                        "of {BATCH} counts of one thread two write to the total, and at most one may"
                    )));
                }
                *written = Some(now);
            }
            if all_leave {
                own.iter().for_each(|(own, _)| S::leave(own, total));
            }
            let (read, kept) = (S::estimate(total), 3 * MOST_MISSING);
            if read > made || read + kept < made || all_leave && read != made {
                let counts = counted(made, "count");
                let left = if all_leave {
                    ", and all threads have left"
                } else {
                    ""
                };
                let sentence =
                    format!("one of two totals is {read} after {counts} of its own{left}");
                return Err(Wrong::outcome(sentence));
            }
        }
    }
    Ok(())
}

/// How many contended writes are allowed: each thread may make one for each whole batch, and one
/// for the rest when it leaves.
pub fn allowed(threads: u8, counts: u32) -> u64 {
    let of = |thread| counts_of(thread, counts) / BATCH + 1;
    (0..threads).map(of).sum()
}

/// The instance in which writes are counted, in words.
const CONTENDED: &str = "contended writes: 2 threads, 4 and 6 counts";

/// Proves that no execution has more contended writes than are allowed.
pub(super) fn few_contended<S: Sharded>() -> Proof {
    let program = || {
        batched::<S>(THREADS, COUNTS);
        contended_writes().unwrap_or(0)
    };
    let allowed = allowed(THREADS, COUNTS);
    let proof = Claim::new(CONTENDED, program)
        .judged(move |&contended| match contended > allowed {
            false => Ok(()),
            true => Err(Wrong::outcome(format!(
                "{contended} writes replace what another thread has written, and {allowed} are \
                 enough for {} counts",
                all(THREADS, COUNTS)
            ))),
        })
        .arguments(arguments(THREADS, COUNTS))
        .without_loom("it does not count writes")
        .prove();
    match proof.verdict {
        Verdict::WrongOutcome => proof.advising(
            "Nothing is lost, but the threads write to one word too often. In the lanes, find \
             each write that stands `over` another thread's value, or each update that reads one \
             `by` another thread. Which of them could a thread have kept in its own word, and \
             written later with others at once?",
        ),
        _ => proof,
    }
}
