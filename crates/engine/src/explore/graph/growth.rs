//! How a graph grows: objects, and events with their values and pasts.

use std::sync::atomic::Ordering;

use super::events::{ROOM, ROOM_FOR_THREADS};
use super::{
    Action, EventId, Graph, Label, Node, ObjectIndex, ObjectRecord, OfAtomic, OfThread, Pasts,
};
use crate::explore::MAX_THREADS;

impl Graph {
    /// The index of the object with this key. Adds the object if the graph has none.
    pub(in crate::explore) fn object_index(&mut self, object: ObjectRecord) -> ObjectIndex {
        let found = self.objects.iter().position(|o| o.key == object.key);
        let index = found.unwrap_or(self.objects.len());
        match found {
            // The key says that it is the same object. Its initial value may depend on a read that
            // has another source now.
            Some(index) => {
                let there = &mut self.objects[index];
                there.initial = object.initial;
                there.class = object.class;
                there.value_type = object.value_type;
            }
            None => self.objects.push(object),
        }
        u32::try_from(index).expect("fewer objects than operations")
    }

    /// The number for the next spawned thread, if one is free.
    pub(in crate::explore) fn free_thread(&self) -> Option<u8> {
        let mut used = 1_u32;
        for (_, node) in self.events() {
            if let Action::Thread(OfThread::Spawn(child)) = node.operation.action {
                used |= 1 << child;
            }
        }
        let free = used.trailing_ones();
        u8::try_from(free)
            .ok()
            .filter(|&t| usize::from(t) < MAX_THREADS)
    }

    /// Appends an event to its thread and computes its values and pasts. It has no place in
    /// coherence order yet.
    pub(in crate::explore) fn push(
        &mut self,
        thread: u8,
        operation: Label,
        source: EventId,
        choice: u8,
    ) -> EventId {
        let id = self.push_open(thread, operation, source, choice);
        self.fill(id);
        id
    }

    /// Appends an event without a source. [`read_from`](Self::read_from) later sets the source and
    /// computes the values and pasts.
    pub(in crate::explore) fn push_sourceless(&mut self, thread: u8, operation: Label) -> EventId {
        self.push_open(thread, operation, EventId::INITIAL, 0)
    }

    #[inline(always)]
    fn push_open(&mut self, thread: u8, operation: Label, source: EventId, choice: u8) -> EventId {
        while self.threads.len() <= usize::from(thread) {
            self.threads.push(Vec::new());
        }
        let nodes = &mut self.threads[usize::from(thread)];
        if nodes.capacity() == 0 {
            nodes.reserve(ROOM);
            if self.by_age.is_empty() {
                self.by_age.reserve(ROOM * ROOM_FOR_THREADS);
            }
        }
        let id = EventId {
            thread,
            // The step limit keeps executions far below 65,535 events.
            index: u16::try_from(nodes.len()).expect("the step limit"),
        };
        nodes.push(Node {
            operation,
            source,
            choice,
            read: 0,
            written: 0,
            writes: false,
            position: 0,
            steps: 0,
            stamp: self.stamp,
            pasts: Pasts::EMPTY,
        });
        self.by_age.push(id);
        self.stamp += 1;
        self.has_looks |= operation.looks();
        self.has_sc_fence |=
            operation.ordering == Ordering::SeqCst && operation.action == OfAtomic::Fence;
        id
    }

    /// Gives the last event of a thread another source and choice; returns the value that it now
    /// reads.
    #[inline]
    pub(in crate::explore) fn read_from(
        &mut self,
        id: EventId,
        source: EventId,
        choice: u8,
    ) -> u64 {
        let node = self.node_mut(id);
        node.source = source;
        node.choice = choice;
        self.fill(id);
        self.node(id).read
    }

    /// Computes the values and pasts of an event. They depend only on its predecessor in program
    /// order and its source, so an event that stays in the graph keeps them.
    fn fill(&mut self, id: EventId) {
        let (front, nodes) = self.threads[usize::from(id.thread)].split_at(usize::from(id.index));
        let node = &nodes[0];
        let (mut pasts, mut steps) = (Pasts::EMPTY, 0);
        if let Some(before) = front.last() {
            (pasts, steps) = (before.pasts, before.steps);
        }
        let mut read = 0;
        if !node.source.is_initial() {
            let source = self.node(node.source);
            pasts.causes.join(&source.pasts.causes);
            if node.reads() {
                read = source.written;
            }
        } else if node.reads() {
            read = self.object(node.operation.object).initial;
        }
        let action = node.operation.action;
        action.fill(self, id, read, steps, &mut pasts);
        let node = self.node_mut(id);
        node.pasts = pasts;
        // Adds the event in place. A copy of the whole would read what the processor has just
        // written in smaller parts, which is slow.
        node.pasts.add(id);
    }
}
