//! Events.

use super::{Operation, Pasts};

/// The name of an event: the `index`-th of its thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::explore) struct EventId {
    pub(in crate::explore) thread: u8,
    pub(in crate::explore) index: u16,
}

impl EventId {
    /// The write of an object's initial value, before everything.
    pub(in crate::explore) const INITIAL: Self = Self {
        thread: u8::MAX,
        index: 0,
    };

    /// The `index`-th event of a thread.
    pub(in crate::explore) fn at(thread: usize, index: usize) -> Self {
        Self {
            thread: u8::try_from(thread).expect("at most 16 threads"),
            index: u16::try_from(index).expect("the step limit"),
        }
    }

    /// The event in front of this one in its thread.
    pub(in crate::explore) fn previous(self) -> Option<Self> {
        let index = self.index.checked_sub(1)?;
        Some(Self { index, ..self })
    }

    /// The event behind this one in its thread.
    pub(in crate::explore) fn next(self) -> Self {
        let index = self.index + 1;
        Self { index, ..self }
    }

    pub(in crate::explore) fn is_initial(self) -> bool {
        self.thread == u8::MAX
    }
}

/// An event of the graph.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Node {
    pub(in crate::explore) operation: Operation,
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
