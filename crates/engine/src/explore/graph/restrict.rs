//! The part of a graph that survives when a read is revisited.

use super::{Clock, EventId, Graph};
use crate::explore::MAX_THREADS;

impl Graph {
    /// Copies into `target` the part of the graph that remains when `write` revisits `read`: the
    /// events older than the read (by stamp), and the `causes` of the write. Neither `read` nor
    /// `write` has a place in coherence order afterwards.
    ///
    /// The copy holds a prefix of every thread, and `read` is the last event of its own thread. It
    /// holds the past of every event in it, because no kept event reads from a deleted event (see
    /// `is_maximal`).
    pub(in crate::explore) fn restrict_into(
        &self,
        target: &mut Self,
        read: EventId,
        write: EventId,
        causes: &Clock,
    ) {
        self.keep_into(target, self.node(read).stamp, causes, [read, write]);
        target.node_mut(read).position = 0;
        target.node_mut(write).position = 0;
    }

    /// Copies into `target` the events up to the stamp `newest`, and `causes`. The two events
    /// `moved` lose their place in coherence order.
    pub(in crate::explore) fn keep_into(
        &self,
        target: &mut Self,
        newest: u32,
        causes: &Clock,
        moved: [EventId; 2],
    ) {
        target.take_heading(self);
        let is_old = |id: &&EventId| self.node(**id).stamp <= newest;
        let younger = self
            .by_age
            .iter()
            .rev()
            .take_while(|id| !is_old(id))
            .count();
        let (old, younger) = self.by_age.split_at(self.len() - younger);
        target.by_age.clear();
        target.by_age.reserve(self.by_age.len());
        target.by_age.extend_from_slice(old);
        let mut left = [0; MAX_THREADS];
        for (left, nodes) in left.iter_mut().zip(&self.threads) {
            *left = nodes.len();
        }
        for &id in younger {
            if causes.holds(id) {
                target.by_age.push(id);
            } else {
                left[usize::from(id.thread)] -= 1;
            }
        }
        target.threads.resize_with(self.threads.len(), Vec::new);
        for ((kept, nodes), left) in target.threads.iter_mut().zip(&self.threads).zip(left) {
            // The kept events are a prefix of each thread.
            kept.clear();
            kept.extend_from_slice(&nodes[..left]);
        }
        target.objects.clone_from(&self.objects);
        target.forget_writes(|id| moved.contains(&id));
    }

    /// Keeps this many events of each thread: those that have come in a run.
    pub(in crate::explore) fn keep_first(&mut self, gone: &[usize]) {
        self.threads.truncate(gone.len());
        for (nodes, &gone) in self.threads.iter_mut().zip(gone) {
            nodes.truncate(gone);
        }
        let threads = &self.threads;
        let stays = |id: &EventId| {
            let nodes = threads.get(usize::from(id.thread));
            nodes.is_some_and(|nodes| usize::from(id.index) < nodes.len())
        };
        self.by_age.retain(stays);
        self.forget_writes(|_| false);
    }

    /// Removes these writes from coherence order, and those that are no longer events.
    fn forget_writes(&mut self, moved: impl Fn(EventId) -> bool) {
        let mut left = [0; MAX_THREADS];
        for (left, nodes) in left.iter_mut().zip(&self.threads) {
            *left = nodes.len();
        }
        for object in 0..self.objects.len() {
            let stays =
                |id: EventId| usize::from(id.index) < left[usize::from(id.thread)] && !moved(id);
            let coherence = &mut self.objects[object].coherence;
            // Writes before the first removed one keep their places.
            let Some(first) = coherence.iter().position(|&id| !stays(id)) else {
                continue;
            };
            let mut len = first;
            for place in first + 1..coherence.len() {
                if stays(coherence[place]) {
                    coherence[len] = coherence[place];
                    len += 1;
                }
            }
            coherence.truncate(len);
            self.renumber(object, first + 1);
        }
    }
}
