//! A probe: a thread goes on alone, to see whether its loop ends by itself.
//!
//! A loop that goes round only so often (`for _ in 0..8 { .. }`) is no wait; nor is a function
//! that waits and is called twice, the first time with success. Therefore where a round seems
//! to have failed, its thread goes on alone, and always reads what it read in that round.
//! Nothing of this is an event. A thread that leaves its loop has not failed: then the
//! execution is run again, and goes on there.

use super::super::state::{Phase, State};
use super::super::thread::Answer;
use super::evidence::{causes, takes_locks};
use super::round::{Again, Round};
use super::trial::answered;
use super::{Loops, Next};
use crate::explore::graph::primitive::atomic;
use crate::explore::graph::{Action, ObjectIndex, Operation};

/// How many rounds a thread goes on alone.
const ROUNDS: usize = 100;

/// How many operations, where it takes locks in them: the data behind these may well be what
/// ends the loop.
const LOCKED: usize = 1_000;

/// A thread that goes on alone.
pub(super) struct Probe {
    thread: u8,
    round: Round,
    /// What has led to it.
    causes: u64,
    /// What it did in its round, and was answered.
    block: Vec<(Operation, Answer)>,
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

impl Loops {
    /// A thread has ended or panicked. If it was probed, it has left its loop.
    pub(in crate::explore::runtime) fn ended(&mut self, thread: u8) {
        if let Some(probe) = self.probe.take_if(|p| p.thread == thread) {
            self.evidence.note_end(probe.round.shape, probe.causes);
            self.again = true;
        }
    }
}

impl State {
    pub(in crate::explore::runtime) fn is_probed(&self, thread: u8) -> bool {
        self.loops
            .probe
            .as_ref()
            .is_some_and(|p| p.thread == thread)
    }

    /// The thread begins the round again, alone, with this operation.
    pub(super) fn begin_probe(&mut self, thread: u8, round: Round, operation: &Operation) -> Next {
        self.prepare_probe(thread, round);
        self.go_on_alone(thread, operation)
    }

    /// From its next operation on, the thread goes on alone.
    fn prepare_probe(&mut self, thread: u8, round: Round) {
        let events = &self.graph.threads[usize::from(thread)];
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
        let causes = causes(&self.graph, thread, round.range().end);
        self.loops.probe = Some(Probe {
            thread,
            round,
            causes,
            block,
            at: 0,
            left: 1 + rounds,
            newer,
        });
    }

    /// Behind a stepped run: a thread that seems to go round a loop, and of which it is not
    /// known whether the loop ends by itself. It goes on alone as soon as it is resumed.
    pub(in crate::explore::runtime) fn probe_next(&mut self) -> Option<u8> {
        let count = u8::try_from(self.threads.len()).expect("at most 16 threads");
        let (thread, round) = (0..count).find_map(|thread| {
            let round = self.can_step(thread).then(|| self.vain_round(thread))??;
            let known = self.has_failed(thread, round.range().end);
            known.is_none().then_some((thread, round))
        })?;
        self.prepare_probe(thread, round);
        Some(thread)
    }

    /// The next operation of a thread of a stepped run that goes on alone. What it was about
    /// to do stays what it is about to do.
    pub(in crate::explore::runtime) fn answer_alone(
        &mut self,
        thread: u8,
        operation: &Operation,
    ) -> Option<Answer> {
        match self.go_on_alone(thread, operation) {
            Next::Again(answer) => Some(answer),
            Next::Leaves | Next::Waits(_) | Next::Ends => None,
        }
    }

    /// The next operation of a thread that goes on alone.
    pub(super) fn go_on_alone(&mut self, thread: u8, operation: &Operation) -> Next {
        let Some(probe) = &mut self.loops.probe else {
            return Next::Leaves;
        };
        let (expected, answer) = probe.block[probe.at];
        let same = match probe.newer {
            Some(newer) => expected.does_as(operation) && newer.is_expected_by(operation),
            None => expected.is_repeated_by(operation),
        };
        if !same {
            self.loops.ended(thread);
            return Next::Ends;
        }
        if probe.at == 0 {
            probe.left -= 1;
            if probe.left == 0 {
                let (round, causes) = (probe.round, probe.causes);
                self.loops.probe = None;
                self.loops.evidence.note_wait(round.shape, causes);
                if matches!(self.phase, Phase::Stepping(_)) {
                    return Next::Waits(round);
                }
                let next = self.behind_failed(thread, round);
                if matches!(next, Next::Leaves) {
                    // It goes on from where it was before it went on alone.
                    self.loops.again = true;
                    return Next::Ends;
                }
                return next;
            }
        }
        probe.at = (probe.at + 1) % probe.block.len();
        let Some(newer) = &mut probe.newer else {
            return Next::Again(answer);
        };
        let read = match operation.object == newer.object {
            true => newer.next,
            false if answer.wrote() || !operation.action.reads() => answer.read(),
            // What has been written last may not have a pointer yet in this run.
            false if self.graph.is_of_pointers(operation.object) => answer.read(),
            false => self.graph.newest_value(operation.object),
        };
        if probe.at == 0 {
            std::mem::swap(&mut newer.found, &mut newer.next);
        }
        Next::Again(answer.with_read(read))
    }
}

impl Newer {
    /// Whether the operation expects the value that was found, if it expects one.
    fn is_expected_by(&self, operation: &Operation) -> bool {
        match operation.action {
            Action::Atomic(atomic::Action::CompareExchange { expected, .. }) => {
                operation.object != self.object || expected == self.found
            }
            _ => true,
        }
    }
}
