//! The numbers that locks guard, for readers of an execution.
//!
//! A release notes the number that it leaves. An acquire finds the number that the release before
//! it has left, so it notes nothing. The numbers have no effect on the exploration.

use super::state::{Number, State};
use crate::explore::graph::{EventId, ObjectIndex};

impl State {
    /// Sets the number that the lock guards before its first release; `None` if it is not known.
    pub(in crate::explore) fn set_guarded(&mut self, lock: ObjectIndex, number: Option<Number>) {
        self.infos[lock as usize].guarded = number;
    }

    /// Notes the number that the thread's last event, a release, has left.
    #[inline]
    pub(in crate::explore) fn note_left(&mut self, thread: u8, number: Number) {
        let gone = self.threads[usize::from(thread)].gone;
        // A thread that finishes adds no events, and neither does one that runs a probe.
        let adds_none = self.is_finishing() || self.loops.is_probed(thread);
        if let (Some(last), false) = (gone.checked_sub(1), adds_none) {
            let event = EventId::at(usize::from(thread), last);
            self.guarded.push((event, number));
        }
    }

    /// The number that the lock guards now, as its last release has left it.
    pub(in crate::explore) fn guarded_by(&self, lock: ObjectIndex) -> Option<Number> {
        let initial = self.infos[lock as usize].guarded?;
        let of_lock = |id| self.graph.node(id).operation.object == lock;
        let last = self.guarded.iter().rfind(|&&(id, _)| of_lock(id));
        Some(last.map_or(initial, |&(_, number)| number))
    }
}
