//! Data races: two accesses to plain memory that no happens-before orders.
//!
//! The creation of any object is a plain write to its memory. So even an operation on an atomic or
//! a lock races with the creation if the creation does not happen before it.

use super::state::{Access, CellLog, How, Making, RacingPair, State};
use crate::explore::graph::Place;
use crate::explore::graph::{Class, Clock, EventId, Graph, Node, ObjectIndex};

impl How {
    fn of_memory(writes: bool) -> Self {
        if writes { Self::Writes } else { Self::Reads }
    }
}

impl RacingPair {
    fn new(object: ObjectIndex, a: Access, b: Access) -> Self {
        let key = |x: &Access| {
            let place = (x.place.file(), x.place.line(), x.place.column());
            (x.how != How::Makes, place, x.how)
        };
        let accesses = if key(&a) <= key(&b) { [a, b] } else { [b, a] };
        Self { object, accesses }
    }

    pub(in crate::explore) fn is_same(&self, other: &Self) -> bool {
        self.object == other.object && self.accesses == other.accesses
    }
}

/// Adds a race, unless the list has one of the same pair of lines.
fn add(races: &mut Vec<RacingPair>, race: RacingPair) {
    if !races.iter().any(|known| known.is_same(&race)) {
        races.push(race);
    }
}

impl CellLog {
    pub(super) fn clear(&mut self) {
        self.accesses.clear();
        self.races.clear();
    }
}

impl State {
    /// An access of the running thread to an `UnsafeCell`.
    ///
    /// This finds all races, because the explorer runs every graph with all its accesses, in an
    /// order that respects happens-before.
    pub(in crate::explore) fn access(
        &mut self,
        thread: u8,
        object: ObjectIndex,
        writes: bool,
        place: Place,
    ) {
        let gone = self.threads[usize::from(thread)].gone;
        self.threads[usize::from(thread)].touched = Some(gone);
        let how = How::of_memory(writes);
        let mine = Access { place, how };
        let known = self.graph.known_by(thread, gone);
        let log = self.cells.accesses.entry(object).or_default();
        if let Some(making) = self.infos[object as usize].making
            && !making.happens_before(thread, &known)
            && log.iter().all(|&(other, ..)| other != thread)
        {
            let race = RacingPair::new(object, making.access(), mine);
            add(&mut self.cells.races, race);
        }
        for &(other, count, theirs) in log.iter() {
            if other == thread || !(writes || theirs.how == How::Writes) {
                continue;
            }
            // The access came after the other thread's first `count` events. So it is in this
            // thread's past only if a later event of the other thread is.
            if known.count(usize::from(other)) <= count {
                add(&mut self.cells.races, RacingPair::new(object, mine, theirs));
            }
        }
        match log
            .iter_mut()
            .find(|(t, _, a)| *t == thread && a.how == how)
        {
            Some(slot) => *slot = (thread, gone, mine),
            None => log.push((thread, gone, mine)),
        }
    }

    /// The data races of the execution that has just run.
    pub(in crate::explore) fn races(&self) -> Vec<RacingPair> {
        let mut races = self.cells.races.clone();
        self.find_racing_events(|race, _| add(&mut races, race));
        self.add_races_with_makings(&mut races);
        self.add_races_with_loans(&mut races);
        races
    }

    /// The data races between two events, each with its events.
    pub(in crate::explore) fn racing_events(&self) -> Vec<(RacingPair, [EventId; 2])> {
        let mut all = Vec::new();
        self.find_racing_events(|race, events| all.push((race, events)));
        all
    }

    fn find_racing_events(&self, mut found: impl FnMut(RacingPair, [EventId; 2])) {
        for (object, index) in self.graph.objects.iter().zip(0..) {
            if object.class == Class::Plain {
                find_races(&self.graph, index, &mut found);
            }
        }
    }

    /// Adds the events on a lock that happen neither before nor after a `get_mut`, which lends out
    /// the data behind the lock.
    fn add_races_with_loans(&self, races: &mut Vec<RacingPair>) {
        for (&object, log) in &self.cells.accesses {
            if !matches!(
                self.graph.object(object).class,
                Class::Mutex | Class::RwLock
            ) {
                continue;
            }
            for &(lender, gone, loan) in log {
                let known = self.graph.known_by(lender, gone);
                for (id, node) in self.graph.events() {
                    let before = known.holds(id);
                    let after = node.pasts.before.count(usize::from(lender)) > gone;
                    let other = node.operation.object == object && id.thread != lender;
                    if other && !before && !after {
                        let place = node.operation.place;
                        let how = How::Uses;
                        add(races, RacingPair::new(object, Access { place, how }, loan));
                    }
                }
            }
        }
    }

    /// Adds the events on objects whose creation does not happen before them. The first event of
    /// each thread on an object suffices: the thread's later events come after it.
    fn add_races_with_makings(&self, races: &mut Vec<RacingPair>) {
        for (nodes, thread) in self.graph.threads.iter().zip(0..) {
            // The creation of most objects happens before the start of the threads that use them.
            let Some(first) = nodes.first() else { continue };
            let known = |m: &Making| m.happens_before(thread, &first.pasts.before);
            if self.infos.iter().flat_map(|i| &i.making).all(known) {
                continue;
            }
            let mut told = Vec::new();
            for node in nodes {
                let object = node.operation.object;
                // A static has no creation. Neither has an object that this run has not created.
                let Some(making) = self.infos.get(object as usize).and_then(|i| i.making) else {
                    continue;
                };
                if !making.happens_before(thread, &node.pasts.before) && !told.contains(&object) {
                    told.push(object);
                    let how = match self.graph.object(object).class.is_memory() {
                        true => How::of_memory(node.writes),
                        false => How::Uses,
                    };
                    let place = node.operation.place;
                    add(
                        races,
                        RacingPair::new(object, making.access(), Access { place, how }),
                    );
                }
            }
        }
    }
}

impl Making {
    /// Whether the creation happens before an operation of this thread with this past.
    fn happens_before(&self, thread: u8, past: &Clock) -> bool {
        // The creation came after the first `gone` events of its thread. So it is in the past only
        // if a later event of that thread is.
        self.thread == thread || past.count(usize::from(self.thread)) > self.gone
    }

    fn access(&self) -> Access {
        Access {
            place: self.place,
            how: How::Makes,
        }
    }
}

/// Finds the races on an object that is plain memory, each pair of events once.
fn find_races(graph: &Graph, object: ObjectIndex, mut found: impl FnMut(RacingPair, [EventId; 2])) {
    let accesses: Vec<(EventId, &Node)> = graph
        .events()
        .filter(|(_, node)| node.operation.object == object)
        .collect();
    for (i, &(a, first)) in accesses.iter().enumerate() {
        for &(b, second) in &accesses[i + 1..] {
            let conflict = a.thread != b.thread && (first.writes || second.writes);
            let ordered = first.pasts.before.holds(b) || second.pasts.before.holds(a);
            if conflict && !ordered {
                let access = |node: &Node| Access {
                    place: node.operation.place,
                    how: How::of_memory(node.writes),
                };
                found(
                    RacingPair::new(object, access(first), access(second)),
                    [a, b],
                );
            }
        }
    }
}
