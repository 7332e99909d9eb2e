//! Vector clocks: sets of events that hold a prefix of every thread.

use super::EventId;
use crate::explore::MAX_THREADS;

/// A set of events: for each thread its first `n` events.
///
/// Every past of an event is such a set. So the clock needs one number for each thread. A
/// membership test is one comparison, and a union is one maximum for each thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) struct Clock([u16; MAX_THREADS]);

impl Clock {
    /// The empty set.
    pub(in crate::explore) const EMPTY: Self = Self([0; MAX_THREADS]);

    /// The number of this thread's events in the set.
    pub(in crate::explore) fn count(&self, thread: usize) -> usize {
        usize::from(self.number(thread))
    }

    /// The same number as `u16`.
    pub(in crate::explore) fn number(&self, thread: usize) -> u16 {
        self.0[thread]
    }

    /// Whether the set contains this event. The initial write is in every past.
    pub(in crate::explore) fn holds(&self, event: EventId) -> bool {
        event.is_initial() || event.index < self.0[usize::from(event.thread)]
    }

    /// The number of events in the set.
    pub(super) fn len(&self) -> u32 {
        self.0.iter().copied().map(u32::from).sum()
    }

    /// Adds the next event of a thread.
    pub(in crate::explore) fn add(&mut self, event: EventId) {
        let count = &mut self.0[usize::from(event.thread)];
        *count = (*count).max(event.index + 1);
    }

    /// Adds all events of the other set.
    pub(in crate::explore) fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine = (*mine).max(theirs);
        }
    }
}
