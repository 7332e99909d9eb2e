//! Events.

use super::{Clock, EventId, Label};

/// The sets of events that come before an event, for several meanings of "before". Each set holds
/// the event itself, too.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Pasts {
    /// Its causes: program order and reads-from, transitively (porf).
    pub(in crate::explore) causes: Clock,
    /// Happens-before.
    pub(in crate::explore) before: Clock,
    /// The number of events of its thread up to and including its last release fence.
    pub(super) fenced: u16,
}

impl Pasts {
    pub(super) const EMPTY: Self = Self {
        causes: Clock::EMPTY,
        before: Clock::EMPTY,
        fenced: 0,
    };

    /// Adds the event to its own pasts.
    pub(super) fn add(&mut self, id: EventId) {
        self.causes.add(id);
        self.before.add(id);
    }

    /// Notes that this event, the last of its thread so far, is a release fence.
    pub(super) fn fence(&mut self, id: EventId) {
        self.fenced = id.index + 1;
    }
}

/// An event of the graph.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Node {
    pub(in crate::explore) operation: Label,
    /// The event that this event reads from or waits for. `INITIAL` also stands for "none": the
    /// operation says whether it reads.
    pub(in crate::explore) source: EventId,
    /// The number of the alternative that the event took, besides its source; 0 is the obvious
    /// one, which the search takes first.
    pub(in crate::explore) choice: u8,
    /// The value that the event read.
    pub(in crate::explore) read: u64,
    /// The value that the event wrote, if `writes`.
    pub(in crate::explore) written: u64,
    pub(in crate::explore) writes: bool,
    /// The place of its write in the object's coherence order, from 1; 0 if it has none.
    pub(in crate::explore) position: u16,
    /// The number of steps of a schedule among its thread's events up to this one.
    pub(in crate::explore) steps: u16,
    /// The time at which the search added the event. An event that stays in the graph keeps its
    /// stamp.
    pub(in crate::explore) stamp: u32,
    pub(in crate::explore) pasts: Pasts,
}

impl Node {
    /// Whether the event reads a value, so that a later write may revisit it.
    #[inline(always)]
    pub(in crate::explore) fn reads(&self) -> bool {
        self.operation.reads()
    }
}
