//! Data races: two accesses to plain memory that no happens-before orders.

use super::state::{Access, CellLog, Race, State};
use crate::explore::graph::Place;
use crate::explore::graph::{Class, EventId, Graph, Node, ObjectIndex};

impl Race {
    fn new(object: ObjectIndex, a: Access, b: Access) -> Self {
        let key = |x: &Access| (x.place.file(), x.place.line(), x.place.column(), x.writes);
        let accesses = if key(&a) <= key(&b) { [a, b] } else { [b, a] };
        Self { object, accesses }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.object == other.object && self.accesses == other.accesses
    }
}

/// The races that a set of them does not have yet, each pair of lines once.
fn add(races: &mut Vec<Race>, race: Race) {
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
    /// Complete because every graph is run with all its accesses, in an order
    /// that respects happens-before.
    pub(in crate::explore) fn access(
        &mut self,
        thread: u8,
        object: ObjectIndex,
        writes: bool,
        place: Place,
    ) {
        let gone = self.threads[usize::from(thread)].gone;
        let mine = Access { place, writes };
        let log = self.cells.accesses.entry(object).or_default();
        for &(other, count, theirs) in log.iter() {
            if other == thread || !(writes || theirs.writes) {
                continue;
            }
            // The access came after the other thread's first `count` events: it
            // is in our past only if a later event is.
            let known = gone.checked_sub(1).map_or(0, |last| {
                let pasts = &self.graph.threads[usize::from(thread)][last].pasts;
                pasts.before.count(usize::from(other))
            });
            if known <= count {
                add(&mut self.cells.races, Race::new(object, mine, theirs));
            }
        }
        match log
            .iter_mut()
            .find(|(t, _, a)| *t == thread && a.writes == writes)
        {
            Some(slot) => *slot = (thread, gone, mine),
            None => log.push((thread, gone, mine)),
        }
    }

    /// The data races of the execution that has just been run.
    pub(in crate::explore) fn races(&self) -> Vec<Race> {
        let mut races = self.cells.races.clone();
        for (object, index) in self.graph.objects.iter().zip(0..) {
            if object.class == Class::Plain {
                add_plain_races(&self.graph, index, &mut races);
            }
        }
        races
    }
}

fn add_plain_races(graph: &Graph, object: ObjectIndex, races: &mut Vec<Race>) {
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
                    writes: node.writes,
                };
                add(races, Race::new(object, access(first), access(second)));
            }
        }
    }
}
