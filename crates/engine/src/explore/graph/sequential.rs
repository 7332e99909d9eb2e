//! Sequential consistency: whether one order of all events explains all reads.

use super::{EventId, Graph, Interleaving, ObjectIndex};

impl Graph {
    /// Whether program order, reads-from, coherence order and from-read together have no cycle.
    /// Then some interleaving explains the graph.
    ///
    /// Builds one: any event may come next whose predecessors have come, until none is left or
    /// none may come. The time is linear in the number of events times threads.
    pub(in crate::explore) fn is_sequential(&self) -> bool {
        self.is_sequential_if(false)
    }

    /// The same. With `granted`, each failed try_lock comes while the request that it reads from
    /// holds the lock.
    pub(super) fn is_sequential_if(&self, granted: bool) -> bool {
        let mut last: Vec<(ObjectIndex, Vec<EventId>)> = Vec::new();
        for (_, node) in self.events().filter(|(_, node)| node.not_found().is_some()) {
            let channel = node.operation.object;
            if last.iter().all(|l| l.0 != channel) && self.is_disconnected(channel) {
                last.push((channel, self.departures(channel).collect()));
            }
        }
        self.runs(granted, &last, &mut Vec::new())
    }

    /// The same, where each channel in `last` still has a sender at every `try_recv` that finds it
    /// empty. So one of its drops comes later, and this function tries each. `held` has the drops
    /// chosen so far.
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

    /// Whether an interleaving explains the graph in which each drop in `held` comes after every
    /// `try_recv` that finds its channel empty.
    fn runs_with(&self, granted: bool, held: &[EventId]) -> bool {
        let mut run = Interleaving::of_graph(self, granted);
        let waits = |run: &Interleaving<'_>, id: EventId| {
            held.contains(&id) && run.looks_left(self.node(id).operation.object) > 0
        };
        loop {
            let mut moved = false;
            let mut done = true;
            for (nodes, thread) in self.threads.iter().zip(0..) {
                while usize::from(run.gone(thread)) < nodes.len() {
                    let index = run.gone(thread);
                    let id = EventId { thread, index };
                    if waits(&run, id) || !run.may_go(id) {
                        done = false;
                        break;
                    }
                    run.go(thread);
                    moved = true;
                }
            }
            if done || !moved {
                return done;
            }
        }
    }
}
