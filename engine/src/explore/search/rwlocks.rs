//! Reader-writer locks in the search: a reader that comes in front of a writer.
//!
//! Which readers a writer waits for is decided by the readers: each reads from the
//! request of the writer that it comes behind. So a reader that is added when the next
//! writer's request is there already, and comes in front of that, changes what the
//! writer knows once it has the lock. What the writer has done since must be done
//! again, and with it all that was added later: it is a revisit.
//!
//! It is as if a writer that gets the lock made one read for each thread, in the order
//! of their numbers, of whether that thread reads; and as if a reader's request were the
//! write that revisits the read for its thread. Those reads need no events of their
//! own, since what they read follows from the readers in the graph. When a reader has
//! revisited the read for its thread, the reads for threads of higher numbers are made
//! anew, behind it.
//!
//! That each execution comes up once is not proved as it is for TruSt: it rests on the
//! comparison with all interleavings and on counts.

use super::WorkStack;
use super::channels::barrier;
use super::revisits::{NewestFirst, is_maximal};
use crate::explore::graph::{EventId, Graph};

impl WorkStack {
    /// A reader, the last event of its thread, has come in front of a writer's request
    /// that is there already, if one is: that writer looks again.
    pub(super) fn enter_before(&mut self, graph: &Graph, reader: EventId) {
        let lock = graph.node(reader).operation.object;
        let before = graph.writer_before(reader).expect("it is a reader");
        let Some(writer) = graph.writer_behind(lock, before) else {
            if graph.consistent(&[reader]) {
                self.push_copy(graph, None);
            }
            return;
        };
        let causes = graph.node(reader).pasts.causes;
        if causes.holds(writer) {
            return;
        }
        // When the writer got the lock; or had got it, before other readers came in front
        // of it, in the order of the numbers of their threads.
        let acquired = graph.threads[usize::from(writer.thread)].get(usize::from(writer.index) + 1);
        let looked = match acquired {
            Some(acquire) => acquire.stamp,
            None => graph.node(writer).looked,
        };
        if looked == 0 {
            if graph.consistent(&[reader]) {
                self.push_copy(graph, None);
            }
            return;
        }
        let kept = match acquired {
            Some(_) => looked - 1,
            None => graph
                .readers_behind(lock, before)
                .filter(|other| other.thread < reader.thread)
                .map(|other| graph.node(other).stamp)
                .fold(looked - 1, u32::max),
        };
        let barrier = barrier(graph, &causes);
        let mut events = NewestFirst::new(graph, &causes);
        while let Some(id) = events.next(graph) {
            if graph.node(id).stamp <= kept {
                break;
            }
            let stays = graph.node(id).stamp < barrier || !is_maximal(graph, id, reader, &causes);
            if stays && !graph.rules.ablations.always_maximal {
                return;
            }
        }
        let mut next = self.blank(graph);
        graph.keep_into(&mut next, kept, &causes, [EventId::INITIAL; 2]);
        next.node_mut(writer).looked = looked;
        if next.consistent(&[reader]) {
            self.push_copy(&next, None);
        }
        self.recycle(next);
    }
}
