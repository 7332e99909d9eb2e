//! A probe: a thread runs alone, to find out whether its loop ends by itself.
//!
//! A loop with a fixed number of rounds (`for _ in 0..8 { .. }`) does not wait. Neither does a
//! thread that calls the same waiting function twice, the first time with success. Therefore, when
//! a round seems to have failed, its thread runs alone, and its operations return what they
//! returned in that round. They add no events. If the thread leaves its loop, the round has not
//! failed: the execution runs again and continues there.
//!
//! A probe holds the locks of its round, so it begins only while no other thread holds one of
//! them: see [`precedence`](super::precedence).

use super::evidence::{causes, takes_locks};
use super::round::{Again, Round, Shape};
use super::samples::answered;
use crate::explore::graph::{Action, Clock, EventId, Graph, Label, ObjectIndex, OfAtomic};
use crate::explore::runtime::answer::Answer;

/// The number of rounds in a probe.
const ROUNDS: usize = 100;

/// The number of operations in a probe whose rounds acquire locks. It allows more rounds, because
/// the data behind the locks may end the loop.
const LOCKED: usize = 1_000;

/// A running probe.
pub(super) struct Probe {
    pub(super) thread: u8,
    pub(super) round: Round,
    /// The causes of the round's last event, as a number.
    pub(super) causes: u64,
    /// The operations of the round, with their answers.
    block: Vec<(Label, Answer)>,
    at: usize,
    /// The number of rounds left.
    left: usize,
    newer: Option<Newer>,
}

/// The two values of a round that begins with the value that the previous round found. In a probe
/// they alternate.
#[derive(Clone, Copy)]
struct Newer {
    object: ObjectIndex,
    /// The value found by the last round; `next` is that of the coming round.
    found: u64,
    next: u64,
}

/// The result of a probe's next operation.
pub(in crate::explore::runtime) enum Probed {
    /// The thread repeats its round. The operation gets this answer and no event.
    GoesRound(Answer),
    /// The thread leaves its loop, which ends by itself.
    Leaves,
    /// The thread has repeated its round often enough: the round has failed.
    Fails(Round),
}

/// A thread whose probe comes before the other threads continue: see
/// [`precedence`](super::precedence).
pub(super) struct Precedence {
    pub(super) thread: u8,
    pub(super) shape: Shape,
    /// The causes of the round's last event, as a set; `causes` has them as a number.
    pub(super) events: Clock,
    pub(super) causes: u64,
}

impl Precedence {
    pub(super) fn new(graph: &Graph, thread: u8, round: &Round) -> Self {
        let end = round.range().end;
        let last = EventId::at(thread.into(), end - 1);
        Self {
            thread,
            shape: round.shape,
            events: graph.node(last).pasts.causes,
            causes: causes(graph, thread, end),
        }
    }
}

impl Probe {
    /// Begins a probe after this round, with the thread's next operation.
    pub(super) fn new(graph: &Graph, thread: u8, round: Round) -> Self {
        let events = &graph.threads[usize::from(thread)];
        let block: Vec<_> = events[round.range()].iter().map(answered).collect();
        let newer = (round.again == Again::WithNewer).then(|| Newer {
            object: events[round.from - 1].operation.object,
            found: events[round.range().end - 1].read,
            next: events[round.from - 1].read,
        });
        let rounds = match takes_locks(&events[round.range()]) {
            true => LOCKED / block.len(),
            false => ROUNDS,
        };
        Self {
            thread,
            round,
            causes: causes(graph, thread, round.range().end),
            block,
            at: 0,
            left: 1 + rounds,
            newer,
        }
    }

    /// The same, for one round.
    pub(super) fn of_one_round(graph: &Graph, thread: u8, round: Round) -> Self {
        Self {
            left: 2,
            ..Self::new(graph, thread, round)
        }
    }

    /// Continues with the thread's next operation.
    pub(super) fn go_on(&mut self, graph: &Graph, operation: &Label) -> Probed {
        let (expected, answer) = self.block[self.at];
        let same = match self.newer {
            Some(newer) => expected.does_as(operation) && newer.is_expected_by(operation),
            None => expected.is_repeated_by(operation),
        };
        if !same {
            return Probed::Leaves;
        }
        if self.at == 0 {
            self.left -= 1;
            if self.left == 0 {
                return Probed::Fails(self.round);
            }
        }
        self.at = (self.at + 1) % self.block.len();
        let Some(newer) = &mut self.newer else {
            return Probed::GoesRound(answer);
        };
        let read = match operation.object == newer.object {
            true => newer.next,
            false if answer.wrote() || !operation.action.reads() => answer.read(),
            // The newest name may have no pointer yet in this run.
            false if graph.is_of_pointers(operation.object) => answer.read(),
            false => graph.newest_value(operation.object),
        };
        if self.at == 0 {
            std::mem::swap(&mut newer.found, &mut newer.next);
        }
        Probed::GoesRound(answer.with_read(read))
    }
}

impl Newer {
    /// Whether a compare-exchange on the object expects the value that the last round found.
    fn is_expected_by(&self, operation: &Label) -> bool {
        match operation.action {
            Action::Atomic(OfAtomic::CompareExchange { expected, .. }) => {
                operation.object != self.object || expected == self.found
            }
            _ => true,
        }
    }
}
