//! Sequential consistency: one order of all events explains all reads.

use super::channel::EMPTY;
use super::{Action, Class, EventId, Graph, NO_OBJECT, Node, ObjectIndex};

impl Graph {
    /// Whether program order, reads-from, coherence order and from-read
    /// together have no cycle: whether some interleaving explains the graph.
    ///
    /// Runs one: any event may go whose predecessors have gone, until none is
    /// left or none may go. Linear in the number of events times threads.
    pub(in crate::explore) fn is_sequential(&self) -> bool {
        self.is_sequential_if(false)
    }

    /// The same; if `granted`, where each try_lock in vain comes when the request that it
    /// reads from has the lock.
    pub(super) fn is_sequential_if(&self, granted: bool) -> bool {
        let mut last: Vec<(ObjectIndex, Vec<EventId>)> = Vec::new();
        for (_, node) in self.events().filter(|(_, node)| finds_empty(node)) {
            let channel = node.operation.object;
            if last.iter().all(|l| l.0 != channel) && self.is_disconnected(channel) {
                last.push((channel, self.departures(channel).collect()));
            }
        }
        self.runs(granted, &last, &mut Vec::new())
    }

    /// The same, where each of these channels still has a sender when it is found
    /// empty: one of its departures, any, comes after that. `held` are the choices
    /// made so far.
    fn runs(
        &self,
        granted: bool,
        last: &[(ObjectIndex, Vec<EventId>)],
        held: &mut Vec<EventId>,
    ) -> bool {
        let Some(((_, departures), others)) = last.split_first() else {
            return self.runs_with(granted, held);
        };
        departures.iter().any(|&departure| {
            held.push(departure);
            let runs = self.runs(granted, others, held);
            held.pop();
            runs
        })
    }

    fn runs_with(&self, granted: bool, held: &[EventId]) -> bool {
        let mut run = Run {
            graph: self,
            granted,
            held,
            looks: vec![0; self.objects.len()],
            gone: vec![0; self.threads.len()],
            written: vec![0; self.objects.len()],
            readers: self
                .objects
                .iter()
                .map(|o| vec![0; o.coherence.len() + 1])
                .collect(),
        };
        for (id, node) in self.events() {
            if finds_empty(node) {
                run.looks[node.operation.object as usize] += 1;
            }
            if let Some(place) = run.place_of_read(id, node) {
                run.readers[node.operation.object as usize][place] += 1;
            }
        }
        loop {
            let mut moved = false;
            for thread in 0..self.threads.len() {
                while let Some(node) = self.threads[thread].get(run.gone[thread])
                    && run.may_go(node, EventId::at(thread, run.gone[thread]))
                {
                    run.go(thread, node);
                    moved = true;
                }
            }
            if !moved {
                return (0..self.threads.len()).all(|t| run.gone[t] == self.threads[t].len());
            }
        }
    }
}

struct Run<'g> {
    graph: &'g Graph,
    /// Whether who finds a lock taken waits until the one found has it.
    granted: bool,
    /// The senders' ends that wait until nobody finds their channel empty any more.
    held: &'g [EventId],
    /// Per object, how many try_recvs have yet to find it empty.
    looks: Vec<usize>,
    /// Per thread, how many of its events have gone.
    gone: Vec<usize>,
    /// Per object, how many of its writes have gone (in coherence order).
    written: Vec<usize>,
    /// Per object and place, how many reads of that write have yet to go: the
    /// next write must wait for them (from-read).
    readers: Vec<Vec<usize>>,
}

impl Run<'_> {
    /// Whether the event reads a value that the next write overwrites.
    ///
    /// A request of a mutex does not: it takes its ticket whether or not the
    /// mutex is free, so it neither waits for the release in front of it nor
    /// holds up the one behind it.
    fn is_read_in_order(&self, node: &Node) -> bool {
        match node.operation.action {
            Action::Request => false,
            // What a try_recv takes, or that nobody is left, it sees ever after.
            Action::TryReceive(_) => finds_empty(node),
            _ => node.reads(),
        }
    }

    fn may_go(&self, node: &Node, id: EventId) -> bool {
        if self.held.contains(&id) && self.looks[node.operation.object as usize] > 0 {
            return false;
        }
        if node.finds_disconnected(node.operation.object) {
            let mut departures = self.graph.departures(node.operation.object);
            return departures.all(|d| self.gone[usize::from(d.thread)] > usize::from(d.index));
        }
        if self.graph.waits_for_readers(id) && !self.readers_have_gone(id) {
            return false;
        }
        let source = node.source;
        if !source.is_initial()
            && self.gone[usize::from(source.thread)] <= usize::from(source.index)
        {
            return false;
        }
        if self.granted
            && let Some(acquire) = self.graph.grant_found_by(node)
            && self.gone[usize::from(acquire.thread)] <= usize::from(acquire.index)
        {
            return false;
        }
        if node.operation.object == NO_OBJECT || !(node.reads() || node.position > 0) {
            return true;
        }
        let object = node.operation.object as usize;
        let written = self.written[object];
        if self.graph.objects[object].class == Class::RwLock {
            return self.may_go_on_rwlock(node, &self.readers[object]);
        }
        if self.graph.objects[object].class == Class::Mutex {
            // Tickets order the rest; but what a try_lock saw held must not be
            // released before it looked.
            return node.operation.action != Action::Release
                || self.readers[object][usize::from(node.position) - 1] == 0;
        }
        let in_order = self.is_read_in_order(node);
        if in_order && written != self.graph.position(source) {
            return false;
        }
        if node.position > 0 {
            let mine = usize::from(in_order);
            return written + 1 == usize::from(node.position)
                && self.readers[object][written] == mine;
        }
        true
    }

    /// Whether all readers have let go that this writer waits for.
    fn readers_have_gone(&self, acquire: EventId) -> bool {
        let request = EventId {
            index: acquire.index - 1,
            ..acquire
        };
        let releases = self.graph.releases_before(request);
        releases.is_some_and(|releases| {
            let gone = |id: &EventId| self.gone[usize::from(id.thread)] > usize::from(id.index);
            releases.iter().all(gone)
        })
    }

    /// A release waits for the try_reads that saw its writer, a request for all that
    /// read in front of it.
    fn may_go_on_rwlock(&self, node: &Node, readers: &[usize]) -> bool {
        let place = usize::from(node.position);
        let before = match node.operation.action {
            Action::Release => place - 1..place,
            Action::Request => self.graph.position(node.source)..place,
            _ => return true,
        };
        readers[before].iter().all(|&left| left == 0)
    }

    /// The place in coherence order up to which this is a read that the next write
    /// must wait for.
    fn place_of_read(&self, id: EventId, node: &Node) -> Option<usize> {
        if node.operation.action == Action::Share {
            return Some(self.graph.place_of_reader(id));
        }
        self.is_read_in_order(node)
            .then(|| self.graph.position(node.source))
    }

    fn go(&mut self, thread: usize, node: &Node) {
        let id = EventId::at(thread, self.gone[thread]);
        self.gone[thread] += 1;
        if finds_empty(node) {
            self.looks[node.operation.object as usize] -= 1;
        }
        if let Some(place) = self.place_of_read(id, node) {
            self.readers[node.operation.object as usize][place] -= 1;
        }
        if node.position > 0 {
            self.written[node.operation.object as usize] += 1;
        }
    }
}

/// Whether this is a try_recv that found nothing, and senders left.
fn finds_empty(node: &Node) -> bool {
    matches!(node.operation.action, Action::TryReceive(_)) && node.choice == EMPTY
}
