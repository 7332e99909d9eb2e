//! The numbers that locks guard, for readers of an execution.
//!
//! An acquire shows the number that it finds, and a release the number that it leaves. The numbers
//! have no effect on the exploration.

use super::state::State;
use crate::explore::graph::{EventId, ObjectIndex, ValueType};

/// A number with the type of its bits.
pub(in crate::explore) type Number = (ValueType, u64);

/// The number that a lock guards, where it is known.
#[derive(Clone, Copy, Default)]
pub(in crate::explore) struct Guarded {
    /// The number that the last release left, or the initial one.
    pub(in crate::explore) left: Option<Number>,
    /// The number that the release to come leaves. Until then it is the owner's alone.
    leaves: Option<Number>,
}

impl State {
    /// Sets the number that the lock guards from now on.
    pub(in crate::explore) fn set_guarded(&mut self, lock: ObjectIndex, number: Option<Number>) {
        self.infos[lock as usize].guarded.left = number;
    }

    /// Sets the number that the next release of the lock leaves.
    pub(in crate::explore) fn set_leaving(&mut self, lock: ObjectIndex, number: Number) {
        self.infos[lock as usize].guarded.leaves = Some(number);
    }

    /// Notes the number for the thread's last event, which acquired the lock.
    pub(in crate::explore) fn note_found(&mut self, thread: u8, lock: ObjectIndex) {
        let Some(number) = self.infos[lock as usize].guarded.left else {
            return;
        };
        // Finishing threads add no events.
        if let (false, Some(at)) = (
            self.is_finishing(),
            self.gone_events(thread).len().checked_sub(1),
        ) {
            self.guarded
                .push((EventId::at(usize::from(thread), at), number));
        }
    }

    /// Notes the number for the thread's last event, which released the lock.
    pub(in crate::explore) fn note_left(&mut self, thread: u8, lock: ObjectIndex) {
        let guarded = &mut self.infos[lock as usize].guarded;
        if let Some(number) = guarded.leaves.take() {
            guarded.left = Some(number);
            self.note_found(thread, lock);
        }
    }
}
