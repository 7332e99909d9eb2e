//! The addition of an event: its graph continues with the obvious choice, and the alternatives
//! become work.

use super::WorkStack;
use crate::explore::graph::{Action, EventId, Graph, Label, OfChannel, Placing, Slot};

impl WorkStack {
    /// Adds a thread's next operation to the graph, with the newest source and the newest place.
    /// Pushes all other consistent alternatives, and all revisits, onto the stack.
    pub(in crate::explore) fn add(
        &mut self,
        graph: &mut Graph,
        thread: u8,
        operation: Label,
    ) -> EventId {
        let before = self.len();
        let id = self.add_branching(graph, thread, operation);
        self.divide(before);
        id
    }

    fn add_branching(&mut self, graph: &mut Graph, thread: u8, operation: Label) -> EventId {
        let action = operation.action;
        if let Action::Channel(OfChannel::TryReceive(number)) = action {
            return self.add_try_receive(graph, thread, operation, number);
        }
        if operation.reads() {
            return self.add_reading(graph, thread, operation);
        }
        let (source, choice) = graph.settled(thread, &operation);
        let id = graph.push(thread, operation, source, choice);
        if action.chooses_to_wait() {
            self.add_spurious_wait(graph, id);
        }
        match operation.placing() {
            Placing::Nowhere => {}
            Placing::Anywhere => self.place_store(graph, id),
            Placing::BehindHold => {
                graph.place(id, graph.position(source) + 1);
                self.revisit_from(graph, id);
            }
        }
        if action == OfChannel::DropSender {
            self.revisit_from_departure(graph, id);
        }
        id
    }

    /// Continues with a wait that is not spurious; a spurious wake-up becomes work.
    fn add_spurious_wait(&mut self, graph: &mut Graph, id: EventId) {
        for choice in 1..graph.alternatives(id) {
            graph.read_from(id, EventId::INITIAL, choice);
            self.push_copy(graph, None);
        }
        graph.read_from(id, EventId::INITIAL, 0);
    }

    /// A store may stand anywhere behind the writes that happen before it, except inside a
    /// read-modify-write.
    fn place_store(&mut self, graph: &mut Graph, id: EventId) {
        self.revisit_from(graph, id);
        let object = graph.node(id).operation.object;
        let last = graph.object(object).coherence.len() + 1;
        let first = graph.lower_bound_before(id) + 1;
        for place in first..last {
            if graph.may_store_at(object, place) {
                graph.place(id, place);
                if graph.consistent(&[id]) {
                    self.push_copy(graph, None);
                }
                graph.unplace(id);
            }
        }
        // The newest place needs no check: an event without successors closes
        // no cycle.
        graph.place(id, last);
    }

    fn add_reading(&mut self, graph: &mut Graph, thread: u8, operation: Label) -> EventId {
        let id = graph.push_sourceless(thread, operation);
        let first = graph.first_source(id);
        let last = graph.object(operation.object).coherence.len();
        let mut places = (first..=last).rev();
        // A thread adds an operation that reads only when a write exists to read from.
        let newest = places
            .find_map(|place| graph.source_at(id, place))
            .expect("an enabled operation has a source");
        for place in places {
            if let Some(source) = graph.source_at(id, place) {
                self.try_source(graph, id, source);
            }
        }
        graph.read_from(id, newest, 0);
        let alternatives = graph.alternatives(id);
        for choice in 1..alternatives {
            graph.read_from(id, newest, choice);
            self.try_choice(graph, id);
        }
        if alternatives > 1 {
            graph.read_from(id, newest, 0);
        }
        if graph.node(id).writes {
            if let Slot::Free(place) = graph.slot(id) {
                graph.place(id, place);
            }
            self.revisit_from(graph, id);
        }
        id
    }

    /// Tries one older source, with all the choices that it leaves.
    fn try_source(&mut self, graph: &mut Graph, id: EventId, source: EventId) {
        graph.read_from(id, source, 0);
        if graph.writer_before(id).is_some() {
            return self.enter_before(graph, id);
        }
        let alternatives = graph.alternatives(id);
        self.try_choice(graph, id);
        for choice in 1..alternatives {
            graph.read_from(id, source, choice);
            self.try_choice(graph, id);
        }
    }

    /// Tries the present source and choice of the event.
    fn try_choice(&mut self, graph: &mut Graph, id: EventId) {
        if !graph.node(id).writes {
            if graph.consistent(&[id]) {
                self.push_copy(graph, None);
            }
            return;
        }
        match graph.slot(id) {
            Slot::Free(place) => {
                graph.place(id, place);
                if graph.consistent(&[id]) {
                    self.push_copy(graph, Some(id));
                }
                graph.unplace(id);
            }
            // Two read-modify-writes cannot read from the same write. This one can still move the
            // other behind itself, by a revisit. This graph has no other continuation.
            Slot::Taken(other) => {
                if !graph.node(id).pasts.causes.holds(other)
                    && !graph.rules.ablations.no_doomed_revisits
                {
                    self.revisit_from(graph, id);
                }
            }
        }
    }
}
