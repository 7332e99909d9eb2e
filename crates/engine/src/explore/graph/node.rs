//! Events.

use super::{Clock, EventId, Label};

/// The sets of events that come before an event, by several meanings of
/// "before". Each holds the event itself where that makes sense.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Pasts {
    /// Its causes: program order and reads-from, transitively (porf).
    pub(in crate::explore) causes: Clock,
    /// Happens-before.
    pub(in crate::explore) before: Clock,
    /// How many events of its thread there are up to its last release fence, that
    /// one included.
    pub(super) fenced: u16,
}

impl Pasts {
    pub(super) const EMPTY: Self = Self {
        causes: Clock::EMPTY,
        before: Clock::EMPTY,
        fenced: 0,
    };

    /// The event is in its own pasts.
    pub(super) fn add(&mut self, id: EventId) {
        self.causes.add(id);
        self.before.add(id);
    }

    /// The event, the last one of its thread so far, is a release fence.
    pub(super) fn fence(&mut self, id: EventId) {
        self.fenced = id.index + 1;
    }
}

/// An event of the graph.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Node {
    pub(in crate::explore) operation: Label,
    /// The event that it reads from, or waits for. `INITIAL` also stands for
    /// "none": the operation says whether it reads at all.
    pub(in crate::explore) source: EventId,
    /// Which alternative it took, beside its source: 0 is the obvious one.
    pub(in crate::explore) choice: u8,
    /// The value that it read.
    pub(in crate::explore) read: u64,
    /// The value that it wrote, if `writes`.
    pub(in crate::explore) written: u64,
    pub(in crate::explore) writes: bool,
    /// The place of its write in the object's coherence order, from 1; 0 while
    /// it has none.
    pub(in crate::explore) position: u16,
    /// How many of its thread's events are steps of a schedule, up to this one.
    pub(in crate::explore) steps: u16,
    /// When it was added to the graph. Events that stay keep their stamp.
    pub(in crate::explore) stamp: u32,
    pub(in crate::explore) pasts: Pasts,
}

impl Node {
    /// Whether it reads a value, so that a write may be added for it to read.
    #[inline(always)]
    pub(in crate::explore) fn reads(&self) -> bool {
        self.operation.reads()
    }
}
