//! What probes have shown.

use std::collections::{HashMap, HashSet};

use super::round::{Shape, mixed};
use crate::explore::graph::{Action, EventId, Graph, Node};

/// How many rounds of a shape may have been found not to fail, if none has failed, until it
/// takes more of them to ask again.
const FEW: usize = 4;

/// The same if some have failed; and how many more, until none is asked any more.
const MANY: usize = 1_000;

/// How many rounds that read the same it takes then.
const PATIENT: usize = 4;

/// The most findings that are remembered.
const MOST: usize = 1 << 18;

/// What a thread does next follows from all that has led to it: its own reads, and what other
/// threads have handed over to it by locks, messages, joins and spawns. So what a probe shows
/// holds in every execution with the same causes.
#[derive(Default)]
pub(super) struct Evidence {
    /// By the causes of what a thread did last, whether it waits.
    waits: HashMap<u64, bool>,
    /// The shapes of which some round has failed.
    failed: HashSet<Shape>,
    /// How often a round of this shape had not failed.
    passed: HashMap<Shape, usize>,
}

impl Evidence {
    /// Whether the thread waits behind this round, its last one; `None` if that is not known.
    pub(super) fn of(&self, causes: u64) -> Option<bool> {
        self.waits.get(&causes).copied()
    }

    /// Behind how many rounds that are the same a thread is asked whether it waits; `None`: it
    /// does not, as far as the evidence goes.
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

    /// Whether some round of this shape has failed.
    pub(super) fn has_seen_fail(&self, shape: Shape) -> bool {
        self.failed.contains(&shape)
    }

    /// Notes that a round with these causes has failed.
    pub(super) fn note_wait(&mut self, shape: Shape, causes: u64) {
        self.note(causes, true);
        self.failed.insert(shape);
    }

    /// Notes that it has not.
    pub(super) fn note_end(&mut self, shape: Shape, causes: u64) {
        self.note(causes, false);
        *self.passed.entry(shape).or_default() += 1;
    }

    fn note(&mut self, causes: u64, waits: bool) {
        if self.waits.len() >= MOST {
            self.waits.clear();
        }
        self.waits.insert(causes, waits);
    }
}

/// All that has led to the last of the thread's first `events` events, as a number.
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

/// What the thread itself has done and read in these events, as a number.
pub(super) fn history(thread: u8, events: &[Node]) -> u64 {
    events.iter().fold(u64::from(thread), with)
}

/// That number, with one more event.
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

/// Whether locks are taken in these events.
pub(super) fn takes_locks(events: &[Node]) -> bool {
    let locks = |n: &Node| {
        matches!(
            n.operation.action,
            Action::Mutex(_) | Action::RwLock(_) | Action::RwQueue(_)
        )
    };
    events.iter().any(locks)
}
