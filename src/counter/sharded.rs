//! Counters in several pieces: one with a cache line for each piece, and one without.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Counter;
use crate::sync::atomic::{AtomicU64, Ordering::Relaxed};
use crate::sync::thread;

/// How many pieces: with about as many threads as pieces, two threads seldom use the same one.
const SHARDS: usize = 8;

/// A counter in several atomics, so that threads that count at the same time seldom access
/// the same one.
///
/// **Invariant.** The sum of the shards is the number of increments. It does not matter which
/// thread counts in which shard: two threads may share one.
///
/// **Ordering.** In each shard as in [`Atomic`](super::Atomic). The sum is not read in one
/// step: an increment at the same time may count in a shard that has been read already, or
/// in one that has not. So the result is between the sums at its beginning and at its end, and
/// may include a later increment and miss an earlier one. After the threads have been joined it
/// is exact.
///
/// **Cost.** An increment with a [place](Counter::increment_at) mostly has the cache line to
/// itself: it takes as long with many threads as with one. An increment
/// without a place must first find its shard, by a hash of the thread's id that costs more than
/// the addition. Reading costs as many loads as there are shards, and the counter takes as many
/// cache lines.
#[derive(Debug)]
pub struct Sharded {
    shards: [Padded; SHARDS],
}

/// A cache line of its own, because cores pass lines around, not numbers. 128 bytes,
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

/// [`Sharded`] without the padding: as many atomics, adjacent on few cache lines.
///
/// **Invariant** and **ordering** as for [`Sharded`]: this counter is correct.
///
/// **Cost.** Threads that never access each other's shards still pass the cache line around,
/// because a core owns whole lines. That is *false sharing*: the program shares nothing,
/// and the machine shares everything.
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

/// The place of the calling thread: always the same for one thread.
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
