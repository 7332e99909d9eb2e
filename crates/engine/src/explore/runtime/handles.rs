//! The operations of the running thread on handles of `Arc`s: see `arcs`.

use super::arcs::{Handles, Spot};
use super::state::State;
use crate::explore::graph::{NO_OBJECT, ObjectKind, Place, ValueType};

impl State {
    /// Creates an `Arc` with this many owners in the running thread; returns its number.
    pub(in crate::explore) fn make_arc(&mut self, thread: u8, owners: u64, place: Place) -> u32 {
        let counted = self.arcs.counted(place);
        let object = match counted {
            Some(_) => {
                let kind = ObjectKind::Atomic("Arc", ValueType::U64);
                self.create(thread, kind, owners, place)
            }
            None => NO_OBJECT,
        };
        self.arcs.make(place, counted, object)
    }

    /// Records that the running thread clones or drops a handle, which is no event. Returns
    /// whether the exploration has to start again.
    pub(in crate::explore) fn change_arc(
        &mut self,
        thread: u8,
        arc: u32,
        handles: Handles,
    ) -> bool {
        if !self.arcs.looks || self.is_finishing() {
            return false;
        }
        let spot = self.spot(thread);
        self.arcs.change(&self.graph, spot, arc, handles);
        self.arcs.restart
    }

    /// Records that the running thread looks at the number of handles that are no events.
    pub(in crate::explore) fn look_at_arc(&mut self, thread: u8, arc: u32, handles: Handles) {
        if self.is_finishing() {
            return;
        }
        let spot = self.spot(thread);
        if self.arcs.look(&self.graph, spot, arc, handles) {
            self.act(thread);
        }
    }

    /// Begins the payload's destructor after the running thread dropped the last owner, which is
    /// no event. Returns whether the caller has to report the end of the destructor.
    pub(in crate::explore) fn begin_destructor(&mut self, thread: u8, arc: u32) -> bool {
        let spot = self.spot(thread);
        !self.is_finishing() && self.arcs.begin_destructor(&self.graph, spot, arc)
    }

    /// Notes an operation or an access of the running thread. In a destructor it shows where the
    /// destructor runs. Then the exploration starts again, and this function returns true.
    #[inline]
    pub(in crate::explore) fn act(&mut self, thread: u8) -> bool {
        self.arcs.runs_destructor() && !self.is_finishing() && self.arcs.act(thread)
    }

    /// The current position of the running thread.
    fn spot(&self, thread: u8) -> Spot {
        (thread, self.threads[usize::from(thread)].gone)
    }
}
