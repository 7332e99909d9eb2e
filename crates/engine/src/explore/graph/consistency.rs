//! The graphs that are executions of the memory model.

use super::{EventId, Graph};
use crate::explore::MemoryModel;

impl Graph {
    /// Whether the graph is consistent, given that it is consistent without the events `added`.
    /// Each of these is the last event of its thread. Under RC11 the check concerns the partial SC
    /// order, under SC one order of all events. Coherence, atomicity and no values out of thin air
    /// hold by construction.
    pub(in crate::explore) fn consistent(&self, added: &[EventId]) -> bool {
        match self.rules.model {
            MemoryModel::Rc11 => self.psc_stays_acyclic(added),
            MemoryModel::Sc => self.is_sequential(),
        }
    }

    /// Whether a failed try_lock reads from a request that cannot hold the lock at that time: a
    /// request that still waits, or one that acquires the lock only because of a later event of
    /// the try_lock's thread.
    ///
    /// The search builds such graphs, because every read has to be able to read from the next
    /// write. But a try_lock that finds the lock held finds the holder. With this request as its
    /// source, the try_lock is among its own causes, or under SC no order explains it. Another
    /// graph, which is the same otherwise, has the try_lock read from the holder.
    pub(in crate::explore) fn finds_a_wait_for_a_hold(&self) -> bool {
        // This check runs for every execution, and most programs have no try_lock.
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
