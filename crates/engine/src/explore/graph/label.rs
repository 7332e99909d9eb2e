//! What a thread asks for: the label of an event.

use std::panic::Location;
use std::sync::atomic::Ordering;

use super::{Action, ObjectIndex};

/// Where in the student's source an operation stands.
pub(crate) type Place = &'static Location<'static>;

/// The label of an event: what its thread does, to what, and where that stands in the source.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Label {
    pub(in crate::explore) action: Action,
    pub(in crate::explore) object: ObjectIndex,
    /// The ordering that the program named; Relaxed where it has none.
    pub(in crate::explore) ordering: Ordering,
    pub(in crate::explore) place: Place,
    /// What the action says of itself, noted where the compiler knows the action: asked more
    /// often than anything else.
    pub(super) facts: Facts,
    pub(super) placing: Placing,
    /// Whether a spin hint came between the thread's last operation and this.
    pub(in crate::explore) hinted: bool,
}

/// Where a write takes its place in coherence order. (One that also reads takes it right
/// behind what it has read.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Placing {
    /// There is no write.
    Nowhere,
    /// Right behind the hold that it ends, which is its source.
    BehindHold,
    /// Anywhere behind what its thread knows of.
    Anywhere,
}

/// What an action says of itself, a bit each.
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
    /// Whether it reads a value, so that a write may be added for it to read.
    #[inline(always)]
    pub(in crate::explore) fn reads(&self) -> bool {
        self.facts.0 & Facts::READS != 0
    }

    /// Whether it reads from the last holder of a lock, released or not.
    #[inline(always)]
    pub(in crate::explore) fn queues(&self) -> bool {
        self.facts.0 & Facts::QUEUES != 0
    }

    /// Whether it may wait for several events.
    #[inline(always)]
    pub(in crate::explore) fn awaits_several(&self) -> bool {
        self.facts.0 & Facts::AWAITS_SEVERAL != 0
    }

    /// Whether it looks at an object without waiting for it, though that is no memory.
    #[inline(always)]
    pub(in crate::explore) fn looks(&self) -> bool {
        self.facts.0 & Facts::LOOKS != 0
    }

    /// Whether its thread may have to wait for it.
    #[inline(always)]
    pub(in crate::explore) fn waits(&self) -> bool {
        self.facts.0 & Facts::WAITS != 0
    }

    /// Whether it may let another thread go on that waits.
    #[inline(always)]
    pub(in crate::explore) fn lets_go_on(&self) -> bool {
        self.facts.0 & Facts::LETS_GO_ON != 0
    }

    /// Where the write of an operation that does not read takes its place in coherence order.
    #[inline(always)]
    pub(in crate::explore) fn placing(&self) -> Placing {
        self.placing
    }

    /// Whether the program does again what it did when this operation was recorded.
    #[inline(always)]
    pub(in crate::explore) fn is_repeated_by(&self, now: &Self) -> bool {
        self.object == now.object
            && same_place(self.place, now.place)
            && self.ordering == now.ordering
            && self.action.is_repeated_by(&now.action)
    }

    /// Whether the program does the same as then at the same place, be it with other values
    /// or to another object.
    pub(in crate::explore) fn does_as(&self, now: &Self) -> bool {
        same_place(self.place, now.place) && self.action.is_alike(now.action)
    }
}

/// Whether two operations stand at the same place in the source.
#[inline]
pub(in crate::explore) fn same_place(a: Place, b: Place) -> bool {
    std::ptr::eq(a, b) || is_copied(a, b)
}

/// Whether the compiler has made two of one place.
#[cold]
fn is_copied(a: Place, b: Place) -> bool {
    a == b
}
