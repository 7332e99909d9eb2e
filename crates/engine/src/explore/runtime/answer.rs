//! The answer to an operation: the value that its event read, and its choice.

use std::num::NonZeroU32;

use crate::explore::graph::{Action, Node, OfThread};

/// The part of its event that an operation returns to its caller. It fits into two words, because
/// every operation of every execution returns one.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Answer {
    read: u64,
    /// One byte each: whether the event wrote, its choice, its child, and a 1.
    rest: NonZeroU32,
}

impl Answer {
    /// The answer of an event from which its thread reads the value `read`.
    #[inline]
    pub(super) fn of(node: &Node, read: u64) -> Self {
        let child = match node.operation.action {
            Action::Thread(OfThread::Spawn(child)) => child,
            _ => 0,
        };
        Self::new(read, node.writes, node.choice, child)
    }

    const fn new(read: u64, wrote: bool, choice: u8, child: u8) -> Self {
        let rest = u32::from_le_bytes([wrote as u8, choice, child, 1]);
        Self {
            read,
            rest: NonZeroU32::new(rest).expect("the last byte is set"),
        }
    }

    /// The same answer with another value read.
    pub(super) fn with_read(self, read: u64) -> Self {
        Self { read, ..self }
    }

    /// The value that the event read.
    pub(in crate::explore) fn read(self) -> u64 {
        self.read
    }

    /// Whether the event wrote.
    pub(in crate::explore) fn wrote(self) -> bool {
        self.rest.get().to_le_bytes()[0] != 0
    }

    /// The number of the alternative that the event took.
    pub(in crate::explore) fn choice(self) -> u8 {
        self.rest.get().to_le_bytes()[1]
    }

    /// The thread that a spawn started.
    pub(in crate::explore) fn child(self) -> u8 {
        self.rest.get().to_le_bytes()[2]
    }
}
