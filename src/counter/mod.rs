//! Counters: the same small task, solved in eight ways.
//!
//! Each file states what must always hold (the invariant), why it holds (the ordering
//! argument) and what it costs. The counters use the [seam](crate::sync), so the same
//! code runs for real, under the explorer and under loom, and the tests judge every counter that
//! the checker sees.
//!
//! | counter        | how threads share it              | right? |
//! |----------------|-----------------------------------|--------|
//! | [`Plain`]      | plain memory                      | no: data race, lost updates |
//! | [`LoadStore`]  | an atomic, loaded and then stored | no: no data race, but lost updates |
//! | [`Locked`]     | plain memory, guarded by a lock   | yes    |
//! | [`StdLocked`]  | the same with the lock of std     | yes, and the checker cannot see it |
//! | [`Atomic`]     | an atomic, updated in one step    | yes    |
//! | [`Channel`]    | not at all: one thread owns it    | yes    |
//! | [`Sharded`]    | several atomics, summed up        | yes    |
//! | [`Crowded`]    | the same, on the same cache lines | yes    |

mod atomic;
mod channel;
mod mutex;
mod sharded;
mod unsynchronized;

pub use atomic::Atomic;
pub use channel::Channel;
pub use mutex::{Locked, StdLocked};
pub use sharded::{Crowded, Sharded};
pub use unsynchronized::{LoadStore, Plain};

/// The interface of a counter, correct or not.
///
/// ```
/// use racelab::counter::{Atomic, Counter};
/// use racelab::sync::thread;
///
/// let hits = Atomic::new();
/// thread::scope(|s| {
///     s.spawn(|| hits.increment());
///     s.spawn(|| hits.increment());
/// });
/// assert_eq!(hits.get(), 2);
/// ```
pub trait Counter: Send + Sync + 'static {
    /// A counter at 0.
    fn new() -> Self;

    /// Counts one more.
    fn increment(&self);

    /// Counts one more, at this place: a number that differs for each thread
    /// that counts. It matters only to counters with more than one place.
    #[inline]
    fn increment_at(&self, _place: usize) {
        self.increment();
    }

    /// The count: every increment that happens before this call counts, each one once;
    /// an increment that runs at the same time may or may not count. So after a join of all
    /// incrementing threads, it is their exact number.
    fn get(&self) -> u64;
}
