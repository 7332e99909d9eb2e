//! Which graphs are executions.

use super::{EventId, Graph};
use crate::explore::MemoryModel;

impl Graph {
    /// Whether the graph, which is consistent without the events `added`, is so with
    /// them: for RC11 the partial SC order, for SC everything. Each of them is the
    /// last one of its thread. Coherence, atomicity and no values out of thin air hold
    /// by construction.
    pub(in crate::explore) fn consistent(&self, added: &[EventId]) -> bool {
        match self.rules.model {
            MemoryModel::Rc11 => self.psc_stays_acyclic(added),
            MemoryModel::Sc => self.is_sequential(),
        }
    }

    /// Whether a try_lock in vain is put down to a request that cannot have had its
    /// lock by then: one that still waits, or got it only because of what the try_lock's
    /// thread did later.
    ///
    /// The search needs such graphs, since the next write must be one that every read
    /// could read. But a try_lock that finds the lock taken finds the thread that has it:
    /// with the request for its source the try_lock would be among its own causes, or under
    /// SC in no order with the rest. The graph in which it reads from the holder is another
    /// one, which differs in nothing else.
    pub(in crate::explore) fn finds_a_wait_for_a_hold(&self) -> bool {
        // Asked for every execution, and most programs have none.
        if !self.has_looks {
            return false;
        }
        let mut finds = false;
        for (id, node) in self.events() {
            if let Some(acquire) = self.grant_found_by(node) {
                finds = true;
                let acquired = self.event_of(acquire.thread, acquire.index.into());
                if acquired.is_none_or(|acquired| acquired.pasts.causes.holds(id)) {
                    return true;
                }
            }
        }
        finds && self.rules.model == MemoryModel::Sc && !self.is_sequential_if(true)
    }
}
