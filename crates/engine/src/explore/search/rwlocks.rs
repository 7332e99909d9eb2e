//! Reader-writer locks in the search: whether a reader comes in front of a writer or behind it.
//!
//! The explorer orders a reader against each writer, and two readers not at all. Two kinds of
//! events carry that order:
//!
//! - A reader's request reads from the request of the writer behind which the reader comes.
//! - A writer's request has the readers in front of it among its causes. It is one event that
//!   stands for several reads and a write, in this order: it reads the request of the writer in
//!   front; for each thread, by number, it reads the last reader of that thread, if there is one;
//!   then it writes. A reader's request is the write that these reads read from.
//!
//! A request does not wait. The wait is an event behind it, and has no choice. So a request can
//! always read what is newest, as TruSt wants it, and the rules of TruSt apply read by read:
//!
//! - *A reader is added.* It comes behind the newest request, or it revisits a request. It cannot
//!   just stand in front of an older request, which has not read it. It revisits the read for
//!   its own thread, of the request that it is to stand in front of (`enter_before`).
//! - *A writer's request is added.* It knows of all readers in front of it, or it revisits one of
//!   those that it does not know of; the others of them are deleted. Which readers it knows
//!   of is a choice (`views`), like the choice of the write that a read reads from. A graph in
//!   which the request does not know of a reader that stays in front of it is inconsistent.
//!   So only revisits come of such a choice, as of two read-modify-writes that read from the
//!   same write.
//!
//! The argument of TruSt shows that each execution comes up once: a graph determines the step
//! that led to it, and also what that step deleted, since all of that had made the obvious
//! choice. The argument needs three facts about requests, which are single events here.
//!
//! *The age of a read.* A reader that revisits a request revisits the read for its own thread.
//! That makes the reads for threads of higher numbers, and the write, anew. So the read for
//! a thread is as old as the younger of two things: the request, and the youngest reader in front
//! of it whose thread has a lower number. What is not younger than a read stays when that
//! read is revisited. (A `try_read` that a release has revisited is a reader since that
//! revisit, so it is as old as the release.) The write needs no age of its own. An event that
//! reads from the write has among its causes the request and all readers in front of it. So it
//! is older than the request, or younger than all of these: an event between them
//! would have been deleted.
//!
//! *The readers that a request knows of.* A reader that is younger than the request has revisited
//! it, so the request knows of that reader and has no choice. For an older reader the request
//! chooses each time that its write is made anew, even where the read for that reader's thread
//! stays. The graph in which that read had chosen otherwise was inconsistent, so the search did
//! not keep it. But it would have made the same revisit: what the revisit deletes had made the
//! obvious choice, which follows from what stays.
//!
//! *The obvious choice.* A request overtakes a reader that stands in front of it, if the request
//! is older than the reader, or a cause of the write that revisits. `is_maximal` takes a reader
//! that was overtaken for one that did not make the obvious choice. Apart from that, it asks of
//! readers and requests what it asks of other reads.

use super::WorkStack;
use super::maximal::{barrier, is_maximal};
use crate::explore::graph::{EventId, Graph};

impl WorkStack {
    /// A reader, the last event of its thread, comes in front of the next writer's
    /// request, if there is one: it revisits that.
    pub(super) fn enter_before(&mut self, graph: &Graph, reader: EventId) {
        let lock = graph.node(reader).operation.object;
        let before = graph.writer_before(reader).expect("it is a reader");
        let Some(request) = graph.writer_behind(lock, before) else {
            if graph.consistent(&[reader]) {
                self.push_copy(graph, None);
            }
            return;
        };
        let causes = graph.node(reader).pasts.causes;
        if causes.holds(request) {
            return;
        }
        // How old the request's read for this thread is.
        let age = graph
            .readers_behind(lock, before)
            .filter(|other| other.thread < reader.thread)
            .map(|other| graph.age_of_reader(other))
            .fold(graph.node(request).stamp, u32::max);
        let barrier = barrier(graph, &causes);
        let events = graph.newest_first(&causes);
        let mut deleted = events.take_while(|&id| graph.node(id).stamp > age);
        let may_go = |id| graph.node(id).stamp >= barrier && is_maximal(graph, id, reader, &causes);
        let stays = !deleted.all(may_go) || !may_go(request);
        if stays && !graph.rules.ablations.always_maximal {
            return;
        }
        let mut next = self.blank(graph);
        graph.keep_into(&mut next, age, &causes, [EventId::INITIAL; 2]);
        // Now it knows of the reader, and writes anew.
        let source = next.node(request).source;
        next.read_from(request, source, 0);
        if next.consistent(&[reader, request]) {
            self.push_copy(&next, Some(request));
        }
        self.recycle(next);
    }
}
