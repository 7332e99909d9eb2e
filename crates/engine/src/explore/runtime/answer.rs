//! The answer to an operation: what its event has read and chosen.

use std::num::NonZeroU32;

use crate::explore::graph::{Action, Node, OfThread};

/// What an operation learns of its own event. In two words, since it is given back for
/// every operation of every execution.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Answer {
    read: u64,
    /// Whether it wrote, its choice and its child, a byte each; the last byte is 1.
    rest: NonZeroU32,
}

impl Answer {
    /// The answer of an event that reads this for its thread.
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

    /// The same with another value read.
    pub(super) fn with_read(self, read: u64) -> Self {
        Self { read, ..self }
    }

    /// The value that it read.
    pub(in crate::explore) fn read(self) -> u64 {
        self.read
    }

    /// Whether it wrote.
    pub(in crate::explore) fn wrote(self) -> bool {
        self.rest.get().to_le_bytes()[0] != 0
    }

    /// Which alternative it took.
    pub(in crate::explore) fn choice(self) -> u8 {
        self.rest.get().to_le_bytes()[1]
    }

    /// The thread that a spawn began.
    pub(in crate::explore) fn child(self) -> u8 {
        self.rest.get().to_le_bytes()[2]
    }
}
