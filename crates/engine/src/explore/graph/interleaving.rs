//! An interleaving of a graph's events: the events that have come, and those that may come next.
//!
//! Two algorithms order the events of a graph. The check of sequential consistency looks for any
//! order; the search for an example looks for one that is easy to follow. Both use this type. Each
//! primitive defines when its events may come ([`Turn`]).

use super::primitive::{Senders, Turn};
use super::{Class, EventId, Graph, NO_OBJECT, ObjectIndex};
use crate::explore::MAX_THREADS;

/// The events of a graph that have come so far.
pub(in crate::explore) struct Interleaving<'g> {
    graph: &'g Graph,
    /// The turns of the events, thread by thread. `first_turn` has the index where each thread
    /// begins.
    turns: Vec<Turn>,
    first_turn: [u32; MAX_THREADS],
    /// For each thread, the number of its events that have come.
    gone: [u16; MAX_THREADS],
    /// For each object, the part of its events that has come.
    objects: Vec<OfObject>,
    /// For each write, the number of reads that do not overwrite it and have not come yet, and the
    /// number of failed attempts among them. The writes of an object begin at its `first_read`.
    reads: Vec<(u16, u16)>,
    /// Whether a failed try_lock comes while the request that it reads from holds the lock.
    granted: bool,
    /// Whether reads return the newest value and writes come in coherence order. Otherwise an event
    /// only has to come after its causes.
    sequential: bool,
}

/// The part of an object's events that has come.
#[derive(Clone, Default)]
struct OfObject {
    /// The number of its writes that have come.
    written: u16,
    first_read: u32,
    /// For a channel: the number of senders left, and the number of events to come that need one.
    senders: (usize, usize),
}

impl<'g> Interleaving<'g> {
    /// An interleaving as the program sees it: later notifications do not change which
    /// notification ended a wait.
    pub(in crate::explore) fn of_program(graph: &'g Graph) -> Self {
        Self::new(graph, false, true)
    }

    /// An interleaving that explains the graph. With `granted`, each failed try_lock comes while
    /// the request that it reads from holds the lock.
    pub(super) fn of_graph(graph: &'g Graph, granted: bool) -> Self {
        Self::new(graph, true, granted)
    }

    /// With `exact`, coherence order also binds the reads that the program sees as reads of the
    /// past.
    fn new(graph: &'g Graph, exact: bool, granted: bool) -> Self {
        let mut objects = Vec::with_capacity(graph.objects.len());
        let mut places = 0;
        for (object, index) in graph.objects.iter().zip(0..) {
            let senders = match object.class {
                Class::Channel => graph.senders(index, |_| true),
                _ => 0,
            };
            objects.push(OfObject {
                written: 0,
                first_read: places,
                senders: (senders, 0),
            });
            places += u32::try_from(object.coherence.len() + 1).expect("the step limit");
        }
        let mut new = Self {
            graph,
            turns: Vec::with_capacity(graph.len()),
            first_turn: [0; MAX_THREADS],
            gone: [0; MAX_THREADS],
            objects,
            reads: vec![(0, 0); places as usize],
            granted,
            sequential: true,
        };
        for (thread, nodes) in graph.threads.iter().enumerate() {
            new.first_turn[thread] = u32::try_from(new.turns.len()).expect("the step limit");
            for (index, node) in nodes.iter().enumerate() {
                let id = EventId::at(thread, index);
                let mut turn = node.operation.action.turn(graph, id);
                if turn.passes && !exact {
                    turn.after = None;
                    turn.reads = None;
                }
                new.expect(node.operation.object, turn.reads, turn.vain, turn.senders);
                new.turns.push(turn);
            }
        }
        new
    }

    /// Counts an event that has not come yet, for the writes and drops that it delays.
    fn expect(
        &mut self,
        object: ObjectIndex,
        reads: Option<usize>,
        in_vain: bool,
        senders: Senders,
    ) {
        if let Some(place) = reads {
            let place = self.objects[object as usize].first_read as usize + place;
            let (left, vain) = &mut self.reads[place];
            *left += 1;
            *vain += u16::from(in_vain);
        }
        match senders {
            // The sender lives until this event comes.
            Senders::Departs => self.objects[object as usize].senders.0 += 1,
            Senders::NeedsOne => self.objects[object as usize].senders.1 += 1,
            Senders::Nothing | Senders::NeedsNone => {}
        }
    }

    /// Sets whether, from now on, reads return the newest value and writes come in coherence
    /// order. Otherwise an event only has to come after its causes.
    pub(in crate::explore) fn set_sequential(&mut self, sequential: bool) {
        self.sequential = sequential;
    }

    /// Whether the event has come.
    pub(in crate::explore) fn has_gone(&self, id: EventId) -> bool {
        id.is_initial() || self.gone[usize::from(id.thread)] > id.index
    }

    /// The number of the thread's events that have come.
    pub(in crate::explore) fn gone(&self, thread: u8) -> u16 {
        self.gone[usize::from(thread)]
    }

    /// The number of the object's writes that have come.
    pub(in crate::explore) fn written(&self, object: ObjectIndex) -> u16 {
        self.objects[object as usize].written
    }

    /// The number of senders that the channel has left.
    pub(in crate::explore) fn senders_left(&self, channel: ObjectIndex) -> usize {
        self.objects[channel as usize].senders.0
    }

    /// The number of events that still have to find the channel empty, with senders left.
    pub(super) fn looks_left(&self, channel: ObjectIndex) -> usize {
        self.objects[channel as usize].senders.1
    }

    fn turn(&self, id: EventId) -> &Turn {
        &self.turns[self.first_turn[usize::from(id.thread)] as usize + usize::from(id.index)]
    }

    /// Whether this event may come now, given that the earlier events of its thread have come.
    pub(in crate::explore) fn may_go(&self, id: EventId) -> bool {
        let turn = self.turn(id);
        let node = self.graph.node(id);
        let object = node.operation.object;
        if !self.has_cause_of(turn, object) || !self.has_what_it_awaits(turn) {
            return false;
        }
        if self.granted
            && let Some(acquire) = self.graph.grant_found_by(node)
            && !self.has_gone(acquire)
        {
            return false;
        }
        if object == NO_OBJECT {
            return true;
        }
        // A failed attempt may miss a write that has already come.
        let misses = node.operation.looks() && node.position == 0;
        let memory = self.graph.object(object).class.is_memory();
        let weak = !self.sequential && (memory || misses);
        if let Some(after) = turn.after
            && !weak
            && usize::from(self.written(object)) != after
        {
            return false;
        }
        // Every other event that reads the overwritten value must have come.
        let first = self.objects[object as usize].first_read as usize;
        let overwritten = first + turn.overwrites.start..first + turn.overwrites.end;
        let mut reads = self.reads[overwritten].iter();
        match self.sequential {
            true => reads.all(|&(left, _)| left == 0),
            false => !turn.always || reads.all(|(left, vain)| left == vain),
        }
    }

    /// Whether the source of this event has come, and every other event that it waits for, and
    /// whether the number of senders left is right for it and for the events that need one.
    pub(in crate::explore) fn has_its_cause(&self, id: EventId) -> bool {
        self.has_cause_of(self.turn(id), self.graph.node(id).operation.object)
    }

    /// The same for an event with this turn on this object.
    #[inline]
    fn has_cause_of(&self, turn: &Turn, object: ObjectIndex) -> bool {
        self.has_gone(turn.source)
            && match turn.senders {
                Senders::Nothing => true,
                needs => {
                    let (left, looks) = self.objects[object as usize].senders;
                    match needs {
                        Senders::Departs => !self.sequential || left > 1 || looks == 0,
                        Senders::NeedsOne => !self.sequential || left > 0,
                        Senders::NeedsNone => left == 0,
                        Senders::Nothing => true,
                    }
                }
            }
    }

    /// Whether all events have come for which this event waits besides its source.
    fn has_what_it_awaits(&self, turn: &Turn) -> bool {
        turn.awaits.is_none_or(|id| {
            let awaited = self.graph.awaited(id);
            awaited.is_some_and(|awaited| awaited.iter().all(|&id| self.has_gone(id)))
        })
    }

    /// Lets the thread's next event come.
    pub(in crate::explore) fn go(&mut self, thread: u8) {
        let id = EventId {
            thread,
            index: self.gone(thread),
        };
        self.gone[usize::from(thread)] += 1;
        let node = self.graph.node(id);
        let object = node.operation.object as usize;
        let turn = self.turn(id);
        let (reads, vain, senders) = (turn.reads, turn.vain, turn.senders);
        if let Some(place) = reads {
            let place = self.objects[object].first_read as usize + place;
            let (left, in_vain) = &mut self.reads[place];
            *left -= 1;
            *in_vain -= u16::from(vain);
        }
        if node.position > 0 {
            self.objects[object].written += 1;
        }
        match senders {
            Senders::Departs => self.objects[object].senders.0 -= 1,
            Senders::NeedsOne => self.objects[object].senders.1 -= 1,
            Senders::Nothing | Senders::NeedsNone => {}
        }
    }

    /// Takes back the thread's last event.
    pub(in crate::explore) fn undo(&mut self, thread: u8) {
        self.gone[usize::from(thread)] -= 1;
        let id = EventId {
            thread,
            index: self.gone(thread),
        };
        let node = self.graph.node(id);
        let object = node.operation.object;
        let turn = self.turn(id);
        let (reads, vain, senders) = (turn.reads, turn.vain, turn.senders);
        if node.position > 0 {
            self.objects[object as usize].written -= 1;
        }
        self.expect(object, reads, vain, senders);
    }
}
