//! Reader-writer locks in the search: the order between readers and writers.
//!
//! The explorer orders each reader against each writer, but does not order two readers. Two kinds
//! of events carry that order:
//!
//! - A reader's request reads from the request of the writer directly in front of the reader.
//! - A writer's request has the readers in front of it among its causes. It is one event that
//!   represents several reads and a write, in this order: it reads the request of the writer in
//!   front; for each thread, by number, it reads the last reader of that thread in front of it, if
//!   any; then it writes. Each of these reads reads from a request, and so a reader's request
//!   counts as a write, too.
//!
//! A request does not wait. The wait is a later event without a choice. So a request can always
//! read the newest writes, as TruSt demands, and the rules of TruSt apply to each of its reads:
//!
//! - *The search adds a reader.* The reader stands behind the newest request, or it revisits a
//!   request. It cannot simply stand in front of an older request, because that request does not
//!   read from it. So it revisits the request directly behind its place: the read there for its
//!   own thread (`enter_before`).
//! - *The search adds a writer's request.* The request has all readers in front of it among its
//!   causes, or it revisits one reader that is no cause and deletes the others that are none. The
//!   set of readers among its causes is a choice (`views`), like the source of a read. If a reader
//!   that is no cause stays in front of the request, the graph is inconsistent. So such a choice
//!   leads only to revisits, as two read-modify-writes with the same source do.
//!
//! TruSt's proof shows that the search finds each execution once: a graph determines the step that
//! led to it, and also the events that the step deleted, since all of these had made the obvious
//! choice. The proof needs three facts about requests, each of which is a single event here.
//!
//! *The age of a read.* A reader that revisits a request revisits the read for its own thread. The
//! request then repeats its reads for threads with higher numbers, and its write. So the age of
//! the read for a thread is that of the younger of two events: the request itself, and the
//! youngest reader in front of it whose thread has a lower number. A revisit of a read keeps every
//! event that is at least as old as the read. (A `try_read` that a release has revisited is a
//! reader since that revisit, so it is as old as the release.) The write needs no age of its own.
//! An event that reads from the write has the request and all readers in front of it among its
//! causes. So it is older than the request, or younger than all of these: the revisits delete an
//! event between them.
//!
//! *The readers among a request's causes.* A reader that is younger than the request has revisited
//! it, so it is a cause, and the request has no choice. For an older reader the request chooses
//! each time that it repeats its write, even if the read for that reader's thread stays. With the
//! other choice of that read, the graph was inconsistent, so the search did not keep it. But that
//! graph would have made the same revisit: the deleted events had made the obvious choice, which
//! follows from the events that stay.
//!
//! *The obvious choice.* A request overtakes a reader in front of it if the request is older than
//! the reader, or a cause of the revisiting write. For `is_maximal`, an overtaken reader has not
//! made the obvious choice. Apart from that, it treats readers and requests like other reads.

use super::WorkStack;
use super::maximal::{barrier, is_maximal};
use crate::explore::graph::{EventId, Graph};

impl WorkStack {
    /// Revisits the next writer's request from a reader, the last event of its thread, if there is
    /// such a request. The reader then stands in front of it.
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
        // The age of the request's read for this thread.
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
        // Now the reader is among the causes of the request, and the request repeats its write.
        let source = next.node(request).source;
        next.read_from(request, source, 0);
        if next.consistent(&[reader, request]) {
            self.push_copy(&next, Some(request));
        }
        self.recycle(next);
    }
}
