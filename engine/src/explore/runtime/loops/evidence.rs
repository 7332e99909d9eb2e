//! What probes have shown.

use std::collections::{HashMap, HashSet};

use super::round::{Round, Shape, Spot, mixed};
use crate::explore::graph::{Action, Node};

/// How many rounds of a shape may have been found not to fail, if none has failed, until the
/// shape is exempt.
const FEW: usize = 4;

/// The same if some have failed.
const MANY: usize = 1_000;

/// The most histories that are remembered.
const MOST: usize = 1 << 18;

/// What a thread does follows from what it has read; so what a probe shows holds wherever the
/// thread has done and read the same. (But for the data behind locks, which is not seen.)
#[derive(Default)]
pub(super) struct Evidence {
    /// By what a thread had done, whether it waits.
    waits: HashMap<u64, bool>,
    /// Where a thread has waited.
    spots: HashSet<Spot>,
    /// The shapes of which some round has failed.
    pub(super) failed: HashSet<Shape>,
    /// How often a round of this shape had not failed.
    passed: HashMap<Shape, usize>,
}

impl Evidence {
    /// Whether the thread waits behind this round, its last one; `None` if that is not known.
    pub(super) fn of(&self, events: &[Node], round: &Round) -> Option<bool> {
        let waits = *self.waits.get(&history(round.spot.thread, events))?;
        // The data behind a lock may be other data.
        (!waits || !takes_locks(&events[round.range()])).then_some(waits)
    }

    /// Whether some thread has waited at this loop.
    pub(super) fn has_waited_at(&self, round: &Round) -> bool {
        self.spots.contains(&round.spot)
    }

    pub(super) fn note_wait(&mut self, round: &Round, history: u64) {
        self.note(history, true);
        self.spots.insert(round.spot);
        self.failed.insert(round.shape);
    }

    /// Whether some round of this shape has failed.
    pub(super) fn has_failed(&self, round: &Round) -> bool {
        self.failed.contains(&round.shape)
    }

    /// Notes that a round has not failed. Returns whether its loop is none that waits.
    pub(super) fn note_end(&mut self, round: &Round, history: u64) -> bool {
        self.note(history, false);
        let passed = self.passed.entry(round.shape).or_default();
        *passed += 1;
        let most = match self.failed.contains(&round.shape) {
            true => MANY,
            false => FEW,
        };
        *passed > most
    }

    fn note(&mut self, history: u64, waits: bool) {
        if self.waits.len() >= MOST {
            self.waits.clear();
        }
        self.waits.insert(history, waits);
    }
}

/// What a thread has done and read, as a number.
pub(super) fn history(thread: u8, events: &[Node]) -> u64 {
    let mut history = u64::from(thread);
    for node in events {
        let place = node.operation.place;
        let (line, column) = (u64::from(place.line()), u64::from(place.column()));
        let did = u64::from(node.choice) << 1 | u64::from(node.writes);
        history = mixed(history, line << 32 | column << 16 | did);
        history = mixed(history, u64::from(node.operation.object));
        history = mixed(history, node.read);
        if takes_locks(std::slice::from_ref(node)) {
            let source = node.source;
            history = mixed(
                history,
                u64::from(source.thread) << 16 | u64::from(source.index),
            );
        }
    }
    history
}

/// Whether locks are taken in these events.
pub(super) fn takes_locks(events: &[Node]) -> bool {
    let locks = |n: &Node| matches!(n.operation.action, Action::Mutex(_) | Action::RwLock(_));
    events.iter().any(locks)
}
