//! A probe: a thread goes on alone, to see whether its loop ends by itself.
//!
//! A loop that goes round only so often (`for _ in 0..8 { .. }`) is no wait; nor is a function
//! that waits and is called twice, the first time with success. Therefore where a round seems
//! to have failed, its thread goes on alone, and always reads what it read in that round.
//! Nothing of this is an event. A thread that leaves its loop has not failed: then the
//! execution is run again, and goes on there.
//!
//! A probe holds the locks of its round, so it begins while no other thread holds one of them:
//! see [`precedence`](super::precedence).

use super::evidence::{causes, takes_locks};
use super::round::{Again, Round, Shape};
use super::samples::answered;
use crate::explore::graph::{Action, Clock, EventId, Graph, Label, ObjectIndex, OfAtomic};
use crate::explore::runtime::answer::Answer;

/// How many rounds a thread goes on alone.
const ROUNDS: usize = 100;

/// How many operations, where it takes locks in them: the data behind these may well be what
/// ends the loop.
const LOCKED: usize = 1_000;

/// A thread that goes on alone.
pub(super) struct Probe {
    pub(super) thread: u8,
    pub(super) round: Round,
    /// What has led to it.
    pub(super) causes: u64,
    /// What it did in its round, and was answered.
    block: Vec<(Label, Answer)>,
    at: usize,
    /// How many rounds it has left.
    left: usize,
    newer: Option<Newer>,
}

/// The values of a round that begins again with what the one before has found: a thread that
/// goes on alone finds two by turns.
#[derive(Clone, Copy)]
struct Newer {
    object: ObjectIndex,
    /// What it has found, and what it will find.
    found: u64,
    next: u64,
}

/// What a thread that goes on alone does with its next operation.
pub(in crate::explore::runtime) enum Probed {
    /// It goes round its loop: this is the answer, and no event.
    GoesRound(Answer),
    /// It leaves its loop, which ends by itself.
    Leaves,
    /// It has gone round often enough: the round has failed.
    Fails(Round),
}

/// A thread that is probed before the others go on: see [`precedence`](super::precedence).
pub(super) struct Precedence {
    pub(super) thread: u8,
    pub(super) shape: Shape,
    /// What has led to the probe, as events and as a number.
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
    /// From its next operation on, the thread goes on alone behind this round.
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

    /// The thread makes its next operation.
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
            // What has been written last may not have a pointer yet in this run.
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
    /// Whether the operation expects the value that was found, if it expects one.
    fn is_expected_by(&self, operation: &Label) -> bool {
        match operation.action {
            Action::Atomic(OfAtomic::CompareExchange { expected, .. }) => {
                operation.object != self.object || expected == self.found
            }
            _ => true,
        }
    }
}
