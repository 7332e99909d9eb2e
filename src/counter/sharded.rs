//! Counters in several pieces: each on a cache line of its own, and side by side.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Counter;
use crate::sync::atomic::{AtomicU64, Ordering::Relaxed};
use crate::sync::thread;

/// How many pieces: two threads meet in one only now and then, as long as there are about
/// as many threads as pieces.
const SHARDS: usize = 8;

/// A counter in several atomics, so that threads which count at the same time seldom touch
/// the same one.
///
/// **Invariant.** The sum of the shards is the number of increments. Which thread counts
/// in which shard does not matter for that: two threads may share one.
///
/// **Ordering.** In each shard as in [`Atomic`](super::Atomic). The sum is not read in one
/// step: increments that run meanwhile may count in a shard that has been read already or
/// in one that has not. So it is a number between those at its beginning and at its end, and
/// may have a later increment and miss an earlier one. After the threads have been joined it
/// is exact.
///
/// **Cost.** An increment that is told its [place](Counter::increment_at) has, most of the
/// time, the cache line for itself: it takes as long with many threads as with one. One
/// that is not must find the shard first, by a hash of the thread's id that is dearer than
/// the addition. Reading costs as many loads as there are shards, and the counter as many
/// cache lines.
#[derive(Debug)]
pub struct Sharded {
    shards: [Padded; SHARDS],
}

/// A cache line of its own: the line is what cores hand around, not the number. 128 bytes,
/// because some processors fetch lines in pairs.
#[derive(Debug)]
// ANCHOR: padded
#[repr(align(128))]
struct Padded {
    count: AtomicU64,
}
// ANCHOR_END: padded

impl Counter for Sharded {
    #[track_caller]
    fn new() -> Self {
        let padded = |index| Padded {
            count: shard(index),
        };
        Self {
            shards: std::array::from_fn(padded),
        }
    }

    fn increment(&self) {
        self.increment_at(place());
    }

    #[inline]
    fn increment_at(&self, place: usize) {
        // Relaxed: as in `Atomic`.
        self.shards[place % SHARDS].count.fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        let counts = self.shards.iter().map(|shard| &shard.count);
        sum(counts)
    }
}

/// The same without the padding: as many atomics, side by side on few cache lines.
///
/// **Invariant** and **ordering** as for [`Sharded`]: this counter is right.
///
/// **Cost.** Threads that never touch each other's shards hand the cache line around all
/// the same, since a line is what a core owns. That is *false sharing*: nothing is shared
/// in the program, and everything in the machine.
#[derive(Debug)]
pub struct Crowded {
    shards: [AtomicU64; SHARDS],
}

impl Counter for Crowded {
    #[track_caller]
    fn new() -> Self {
        Self {
            shards: std::array::from_fn(shard),
        }
    }

    fn increment(&self) {
        self.increment_at(place());
    }

    #[inline]
    fn increment_at(&self, place: usize) {
        // Relaxed: as in `Atomic`.
        self.shards[place % SHARDS].fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        sum(self.shards.iter())
    }
}

#[track_caller]
fn shard(index: usize) -> AtomicU64 {
    AtomicU64::new(0).named(&format!("shard {index}"))
}

/// The place of the calling thread: always the same one for the same thread.
fn place() -> usize {
    let mut hasher = DefaultHasher::new();
    thread::current().id().hash(&mut hasher);
    // The remainder is below SHARDS, which fits.
    #[allow(clippy::cast_possible_truncation)]
    let place = (hasher.finish() % SHARDS as u64) as usize;
    place
}

fn sum<'a>(shards: impl Iterator<Item = &'a AtomicU64>) -> u64 {
    // Relaxed: as in `Atomic`.
    shards.map(|shard| shard.load(Relaxed)).sum()
}
