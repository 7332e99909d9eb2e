//! The label of an event: the operation that a thread asks for.

use std::panic::Location;
use std::sync::atomic::Ordering;

use super::{Action, ObjectIndex};

/// The place of an operation in the student's source.
pub(crate) type Place = &'static Location<'static>;

/// One operation of a thread: its action, its object and its place in the source.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Label {
    pub(in crate::explore) action: Action,
    pub(in crate::explore) object: ObjectIndex,
    /// The ordering that the program named; Relaxed for an operation without one.
    pub(in crate::explore) ordering: Ordering,
    pub(in crate::explore) place: Place,
    /// The facts about the action, computed where the compiler knows it, because the search reads
    /// them more often than anything else.
    pub(super) facts: Facts,
    pub(super) placing: Placing,
    /// Whether the thread gave a spin hint between its last operation and this one.
    pub(in crate::explore) hinted: bool,
}

/// The place of a write in coherence order. (The write of a read-modify-write follows its source
/// directly.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Placing {
    /// The operation does not write.
    Nowhere,
    /// Directly behind its source, the hold that it ends.
    BehindHold,
    /// Anywhere behind the writes that happen before it.
    Anywhere,
}

/// The facts about an action, one bit each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts(pub(super) u8);

impl Facts {
    pub(super) const READS: u8 = 1;
    pub(super) const QUEUES: u8 = 1 << 1;
    pub(super) const AWAITS_SEVERAL: u8 = 1 << 2;
    pub(super) const LOOKS: u8 = 1 << 3;
    pub(super) const LETS_GO_ON: u8 = 1 << 4;
    pub(super) const WAITS: u8 = 1 << 5;
}

impl Label {
    /// Whether the operation reads a value, so that a later write may revisit it.
    #[inline(always)]
    pub(in crate::explore) fn reads(&self) -> bool {
        self.facts.0 & Facts::READS != 0
    }

    /// Whether the operation reads from the last holder of a lock, released or not.
    #[inline(always)]
    pub(in crate::explore) fn queues(&self) -> bool {
        self.facts.0 & Facts::QUEUES != 0
    }

    /// Whether the operation may wait for several events.
    #[inline(always)]
    pub(in crate::explore) fn awaits_several(&self) -> bool {
        self.facts.0 & Facts::AWAITS_SEVERAL != 0
    }

    /// Whether the operation looks at an object that is no memory, without waiting for it.
    #[inline(always)]
    pub(in crate::explore) fn looks(&self) -> bool {
        self.facts.0 & Facts::LOOKS != 0
    }

    /// Whether the operation may block its thread.
    #[inline(always)]
    pub(in crate::explore) fn waits(&self) -> bool {
        self.facts.0 & Facts::WAITS != 0
    }

    /// Whether the operation may wake a waiting thread.
    #[inline(always)]
    pub(in crate::explore) fn lets_go_on(&self) -> bool {
        self.facts.0 & Facts::LETS_GO_ON != 0
    }

    /// The place in coherence order of the write of an operation that does not read.
    #[inline(always)]
    pub(in crate::explore) fn placing(&self) -> Placing {
        self.placing
    }

    /// Whether the operation `now` repeats this recorded operation.
    #[inline(always)]
    pub(in crate::explore) fn is_repeated_by(&self, now: &Self) -> bool {
        self.object == now.object
            && same_place(self.place, now.place)
            && self.ordering == now.ordering
            && self.action.is_repeated_by(&now.action)
    }

    /// Whether both operations stand at the same place and do the same, even with other values or
    /// on another object.
    pub(in crate::explore) fn does_as(&self, now: &Self) -> bool {
        same_place(self.place, now.place) && self.action.is_alike(now.action)
    }
}

/// Whether two operations stand at the same place in the source.
#[inline]
pub(in crate::explore) fn same_place(a: Place, b: Place) -> bool {
    std::ptr::eq(a, b) || is_copied(a, b)
}

/// Whether the compiler has duplicated one place.
#[cold]
fn is_copied(a: Place, b: Place) -> bool {
    a == b
}
