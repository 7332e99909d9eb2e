//! Reader-writer locks in the search: readers that come in front of a writer or behind.
//!
//! Two readers are in no order, but everybody else is: a reader reads from the request
//! of the writer behind which it comes; and a writer's request has the readers in front
//! of it among its causes. So a writer's request makes several reads at once. It reads
//! the request of the writer in front of it; then, for each thread in the order of
//! their numbers, the last reader of that thread, if there is one; and then it writes.
//! A reader's request is the write that these reads read from. Whoever asks does not
//! wait: waiting comes behind the request, and has no choice. So what is newest can
//! always be read, as TruSt wants it, and its rules are applied read by read.
//!
//! - A reader that is added comes behind the newest request, or it revisits: in front
//!   of an older one it would contradict what that one has read. It revisits the read
//!   for its own thread, of the request that it is to be in front of (`enter_before`).
//! - A request that is added knows of all readers in front of it, or some of them come
//!   behind it after all: it revisits one of those, and the others are deleted. To know
//!   of them or not are choices (`views`) like those of which write to read from. Not to
//!   know of a reader that stays is a contradiction, so nothing but revisits comes of
//!   such a choice, as of two read-modify-writes that read from the same write.
//!
//! Each execution comes up once by the argument of TruSt: from a graph follows which
//! step led to it, and what that deleted comes back in one way only, since it had made
//! the obvious choice. It needs three things of requests, which are single events here.
//!
//! *How old a read is.* When a reader revisits the read for its thread, the reads for
//! threads of higher numbers, and the write, are made anew behind it. So the read for
//! a thread is as old as the request, or as the youngest reader of a thread with a lower
//! number that is in front: what is not younger stays when that read is revisited. (A
//! `try_read` that was revisited by the release that it reads from is a reader only
//! since then, so it is as old as that.) The
//! write needs no age of its own. Whatever reads from it has the request and all readers
//! in front of it among its causes, so it is older than the request, or younger than all
//! of those: no reader between them could have let it stay.
//!
//! *Who knows of what.* A reader younger than the request is in front of it since it
//! revisited, and a read that was revisited reads from whoever did that: there is no
//! choice, and the request knows of that reader. For an older reader there is one each
//! time that the request's write comes anew: also where the read for its thread stays,
//! as the graph in which that read had chosen otherwise is a contradiction, and was not
//! kept until now. It would have had the same revisit: what that deletes had made the
//! obvious choice, and so follows from what stays.
//!
//! *Who is obvious.* A reader that is in front of a request which is older, or a cause,
//! has been overtaken by it. With that, `is_maximal` asks of readers and requests what it
//! asks of other reads.

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
