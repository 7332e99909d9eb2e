//! Sequential consistency: one order of all events explains all reads.

use super::{Action, Class, Graph, NO_OBJECT, Node};

impl Graph {
    /// Whether program order, reads-from, coherence order and from-read
    /// together have no cycle: whether some interleaving explains the graph.
    ///
    /// Runs one: any event may go whose predecessors have gone, until none is
    /// left or none may go. Linear in the number of events times threads.
    pub(in crate::explore) fn is_sequential(&self) -> bool {
        let mut run = Run {
            graph: self,
            gone: vec![0; self.threads.len()],
            written: vec![0; self.objects.len()],
            readers: self
                .objects
                .iter()
                .map(|o| vec![0; o.coherence.len() + 1])
                .collect(),
        };
        for (_, node) in self.events() {
            if run.is_read_in_order(node) {
                run.readers[node.operation.object as usize][self.position(node.source)] += 1;
            }
        }
        loop {
            let mut moved = false;
            for thread in 0..self.threads.len() {
                while let Some(node) = self.threads[thread].get(run.gone[thread])
                    && run.may_go(node)
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
        node.reads() && node.operation.action != Action::Request
    }

    fn may_go(&self, node: &Node) -> bool {
        let source = node.source;
        if !source.is_initial()
            && self.gone[usize::from(source.thread)] <= usize::from(source.index)
        {
            return false;
        }
        if node.operation.object == NO_OBJECT || !(node.reads() || node.position > 0) {
            return true;
        }
        let object = node.operation.object as usize;
        let written = self.written[object];
        if self.graph.objects[object].class == Class::Mutex {
            // Tickets order the rest; but what a try_lock saw held must not be
            // released before it looked.
            return node.operation.action != Action::Release
                || self.readers[object][usize::from(node.position) - 1] == 0;
        }
        if node.reads() && written != self.graph.position(source) {
            return false;
        }
        if node.position > 0 {
            let mine = usize::from(node.reads());
            return written + 1 == usize::from(node.position)
                && self.readers[object][written] == mine;
        }
        true
    }

    fn go(&mut self, thread: usize, node: &Node) {
        self.gone[thread] += 1;
        if self.is_read_in_order(node) {
            let position = self.graph.position(node.source);
            self.readers[node.operation.object as usize][position] -= 1;
        }
        if node.position > 0 {
            self.written[node.operation.object as usize] += 1;
        }
    }
}
