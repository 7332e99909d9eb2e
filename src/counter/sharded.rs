//! A counter in several pieces.

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
/// in one that has not. So it may be a number that the counter never had at any one moment
/// (it is between the numbers at the beginning and at the end of the sum). After the
/// threads have been joined it is exact.
///
/// **Cost.** An increment finds its shard (a hash of the thread's id, dearer than the
/// addition) and then has, most of the time, the cache line for itself: it takes as long with many threads
/// as with one. Reading costs as many loads as there are shards, and the counter as many
/// cache lines.
#[derive(Debug)]
pub struct Sharded {
    shards: [Shard; SHARDS],
}

/// A cache line of its own: the line is what cores hand around, not the number. 128 bytes,
/// because some processors fetch lines in pairs.
#[derive(Debug)]
#[repr(align(128))]
struct Shard {
    count: AtomicU64,
}

impl Sharded {
    /// The shard of the calling thread: always the same one for the same thread.
    fn shard(&self) -> &Shard {
        let mut hasher = DefaultHasher::new();
        thread::current().id().hash(&mut hasher);
        // The remainder is below SHARDS, which fits.
        #[allow(clippy::cast_possible_truncation)]
        let index = (hasher.finish() % SHARDS as u64) as usize;
        &self.shards[index]
    }
}

impl Counter for Sharded {
    #[track_caller]
    fn new() -> Self {
        let shard = |index| Shard {
            count: AtomicU64::new(0).named(&format!("shard {index}")),
        };
        Self {
            shards: std::array::from_fn(shard),
        }
    }

    fn increment(&self) {
        // Relaxed: as in `Atomic`.
        self.shard().count.fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        // Relaxed: as in `Atomic`.
        self.shards
            .iter()
            .map(|shard| shard.count.load(Relaxed))
            .sum()
    }
}
