//! The results of probes.

use std::collections::{HashMap, HashSet};

use super::round::{Shape, mixed};
use crate::explore::graph::{Action, EventId, Graph, Node};

/// The number of probes of a shape that may end without a failure. After that many, the next probe
/// needs more equal rounds.
const FEW: usize = 4;

/// The same for a shape with a failed round. Also the number of further probes, after which no
/// probe of the shape runs.
const MANY: usize = 1_000;

/// How often the number of equal rounds is doubled, in a stepped run.
const MOST_DOUBLED: usize = 10;

/// The number of equal rounds that such a later probe needs.
const PATIENT: usize = 4;

/// The most results that are stored.
const MOST: usize = 1 << 18;

/// The results of probes. The next operation of a thread follows from its causes: its own reads,
/// and the data that other threads pass to it by locks, messages, joins and spawns. So the result
/// of a probe holds in every execution with the same causes.
#[derive(Default)]
pub(super) struct Evidence {
    /// Whether a thread waits, by the causes of its last operation.
    waits: HashMap<u64, bool>,
    /// The shapes with a failed round.
    failed: HashSet<Shape>,
    /// For each shape, the number of rounds that have not failed.
    passed: HashMap<Shape, usize>,
}

impl Evidence {
    /// Whether the thread waits after this round, its last one; `None` if that is unknown.
    pub(super) fn of(&self, causes: u64) -> Option<bool> {
        self.waits.get(&causes).copied()
    }

    /// The number of equal rounds after which a probe finds out whether a thread waits. `None`: by
    /// the evidence it does not.
    pub(super) fn patience(&self, shape: Shape) -> Option<usize> {
        let passed = self.passed.get(&shape).copied().unwrap_or(0);
        let most = match self.failed.contains(&shape) {
            true => MANY,
            false => FEW,
        };
        match passed {
            few if few <= most => Some(1),
            more if more <= most + MANY => Some(PATIENT),
            _ => None,
        }
    }

    /// The number of equal rounds after which a thread of a stepped run seems to wait. It grows from
    /// `rounds` on, and doubles with each probe that has ended without a failure: otherwise a thread
    /// that only repeats itself would need a probe, and another run, for each of its rounds.
    pub(super) fn stepped_patience(&self, shape: Shape, rounds: usize) -> usize {
        let passed = self.passed.get(&shape).copied().unwrap_or(0);
        rounds << passed.saturating_sub(FEW).min(MOST_DOUBLED)
    }

    /// Whether some round of this shape has failed.
    pub(super) fn has_seen_fail(&self, shape: Shape) -> bool {
        self.failed.contains(&shape)
    }

    /// Records that a round with these causes has failed.
    pub(super) fn note_wait(&mut self, shape: Shape, causes: u64) {
        self.note(causes, true);
        self.failed.insert(shape);
    }

    /// Records that a round with these causes has not failed.
    pub(super) fn note_end(&mut self, shape: Shape, causes: u64) {
        self.note(causes, false);
        *self.passed.entry(shape).or_default() += 1;
    }

    /// Records whether threads with these causes wait.
    pub(super) fn note_result(&mut self, causes: u64, waits: bool) {
        self.note(causes, waits);
    }

    fn note(&mut self, causes: u64, waits: bool) {
        if self.waits.len() >= MOST {
            self.waits.clear();
        }
        self.waits.insert(causes, waits);
    }
}

/// The causes of the last of the thread's first `events` events, as a number.
pub(super) fn causes(graph: &Graph, thread: u8, events: usize) -> u64 {
    let mut number = u64::from(thread);
    let Some(last) = events.checked_sub(1) else {
        return number;
    };
    let last = &graph.threads[usize::from(thread)][last];
    for (thread, nodes) in graph.threads.iter().enumerate() {
        for node in &nodes[..last.pasts.causes.count(thread)] {
            number = with(number, node);
        }
        number = mixed(number, u64::MAX);
    }
    number
}

/// The thread's own operations and reads in these events, as a number.
pub(super) fn history(thread: u8, events: &[Node]) -> u64 {
    events.iter().fold(u64::from(thread), with)
}

/// The number that [`history`] gives after one more event.
pub(super) fn with(number: u64, node: &Node) -> u64 {
    let number = mixed(number, word(node));
    mixed(mixed(number, node.read), name(node.source))
}

fn word(node: &Node) -> u64 {
    let place = node.operation.place;
    let (line, column) = (u64::from(place.line()), u64::from(place.column()));
    let did = u64::from(node.choice) << 1 | u64::from(node.writes);
    line << 40 ^ column << 28 ^ u64::from(node.operation.object) << 10 ^ did
}

fn name(event: EventId) -> u64 {
    u64::from(event.thread) << 16 | u64::from(event.index)
}

/// Whether these events acquire locks.
pub(super) fn takes_locks(events: &[Node]) -> bool {
    let locks = |n: &Node| {
        matches!(
            n.operation.action,
            Action::Mutex(_) | Action::RwLock(_) | Action::RwQueue(_)
        )
    };
    events.iter().any(locks)
}
