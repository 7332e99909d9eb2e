//! A trial compares an execution with a failed round and without it.
//!
//! A round may have an effect on its thread's variables, which the explorer does not see. So the
//! program runs along an execution once more, with one change:
//!
//! - An execution in which a thread waits is discarded, and its threads run to their ends: the
//!   waiting thread runs rounds until it leaves its loop. The trial *leaves out* the rounds that
//!   failed.
//! - Or a thread does not fail in an execution in which it might have failed: the trial *inserts*
//!   the round in which it failed elsewhere. (No trial inserts a round that acquires locks, since
//!   another thread may hold one, or that reads pointers, whose names belong to another run.)
//!
//! If the program then performs other operations or returns another value, the round has an
//! effect. Each failed round, identified by the history of its thread, gets one trial. If an
//! exploration ends before some execution allowed the trial, the exploration runs once more. If no
//! execution allows it, the explorer keeps such rounds. A trial inserts all rounds that failed at
//! one place one after the other. A trial does not detect an effect of a round that shows only in
//! other executions.

use std::ops::Range;

use super::evidence::{history, takes_locks, with};
use super::idle::is_idle;
use super::known::Known;
use super::round::{Again, Round, begins_again};
use super::samples::{Block, Sample, answered};
use crate::explore::graph::{Graph, Label, Node, same_place};
use crate::explore::runtime::answer::Answer;

/// The difference between a trial and the execution that it follows, for its thread.
#[derive(Clone, Debug)]
pub(in crate::explore) struct Trial {
    pub(in crate::explore::runtime) thread: u8,
    pub(super) round: Round,
    /// The history of the thread up to the end of the round.
    pub(super) history: u64,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    /// The thread leaves out these of its events.
    LeavesOut(Range<usize>),
    /// The thread performs the operations of a block, with its answers, before the event with the
    /// index `at`.
    PutsIn {
        at: usize,
        block: Block,
        /// The number of these operations so far.
        made: usize,
        /// The value for the read of the event before them.
        before: Option<u64>,
    },
}

/// The treatment of its thread's next operation in a trial.
pub(in crate::explore::runtime) enum Deviation {
    /// The thread continues after these events.
    LeavesOut(Range<usize>),
    /// The operation belongs to an inserted round: it gets this answer and no event.
    PutsIn(Answer),
    /// The program performs another operation than this one of the round.
    Differs(Label),
}

impl Trial {
    /// The difference at the next operation of the trial's thread, after `gone` events.
    pub(in crate::explore::runtime) fn deviation(
        &mut self,
        gone: usize,
        operation: &Label,
    ) -> Option<Deviation> {
        match &mut self.change {
            Change::LeavesOut(events) if events.start == gone => {
                Some(Deviation::LeavesOut(events.clone()))
            }
            Change::PutsIn {
                at, block, made, ..
            } if *at == gone && *made < block.len() => {
                let (expected, answer) = block[*made];
                Some(match expected.is_repeated_by(operation) {
                    true => {
                        *made += 1;
                        Deviation::PutsIn(answer)
                    }
                    false => Deviation::Differs(expected),
                })
            }
            _ => None,
        }
    }

    /// The index of the thread's next event after `gone` events, behind the events that it leaves
    /// out.
    pub(in crate::explore::runtime) fn behind_left_out(&self, thread: u8, gone: usize) -> usize {
        match &self.change {
            Change::LeavesOut(events) if self.thread == thread && events.start == gone => {
                events.end
            }
            _ => gone,
        }
    }

    /// The events that the thread leaves out before its next event, after `gone` events.
    pub(in crate::explore::runtime) fn left_out(
        &self,
        thread: u8,
        gone: usize,
    ) -> Option<&Range<usize>> {
        match &self.change {
            Change::LeavesOut(events) if self.thread == thread => {
                // The event before them gets the value that the last of them read.
                let replaces = self.round.again == Again::WithNewer && gone + 1 == events.start;
                (replaces || gone == events.start).then_some(events)
            }
            _ => None,
        }
    }

    /// The value that the event with this index, of the thread with these events, returns to the
    /// program. It differs from the recorded value before a round that begins with the value of
    /// the previous round.
    pub(in crate::explore::runtime) fn read(
        &self,
        thread: u8,
        events: &[Node],
        index: usize,
    ) -> u64 {
        let read = events[index].read;
        if self.thread != thread || self.round.again != Again::WithNewer {
            return read;
        }
        match &self.change {
            Change::LeavesOut(left) if left.start == index + 1 => events[left.end - 1].read,
            Change::PutsIn { at, before, .. } if *at == index + 1 => before.unwrap_or(read),
            _ => read,
        }
    }
}

impl Known {
    /// Records the round in which the thread has failed, for a trial.
    pub(in crate::explore::runtime) fn note_sample(
        &mut self,
        graph: &Graph,
        thread: u8,
        round: &Round,
    ) {
        let events = &graph.threads[usize::from(thread)];
        let history = history(thread, &events[..round.range().end]);
        let block = &events[round.range()];
        let of_pointers = |n: &Node| graph.is_of_pointers(n.operation.object);
        let only_witnessed = takes_locks(block) || block.iter().any(of_pointers);
        let kept = self.is_kept(round);
        let left = match self.is_tried(history, round) {
            _ if only_witnessed => 1,
            true => 0,
            false => Sample::trials(round, kept),
        };
        let sample = Sample {
            round: *round,
            history,
            kept,
            before: round.from.checked_sub(1).map(|before| events[before].read),
            block: match only_witnessed {
                true => Block::new(),
                false => block.iter().map(answered).collect(),
            },
            left,
        };
        self.samples.add(prefix(thread, events, round), sample);
    }

    /// Whether a trial without this round, after which the thread with these events waits, is
    /// still to run.
    pub(super) fn is_untried(&self, thread: u8, events: &[Node], round: &Round) -> bool {
        let history = history_of(thread, events, round);
        let prefix = prefix(thread, events, round);
        !self.samples.is_for_both(prefix, history) && !self.is_tried(history, round)
    }

    /// The trial in which the thread leaves the failed rounds out; `None` if it never left its
    /// loop.
    pub(super) fn trial_without(
        &self,
        thread: u8,
        events: &[Node],
        round: &Round,
    ) -> Option<Trial> {
        let end = self.end_of_failed(events, round)?;
        Some(Trial {
            thread,
            round: *round,
            history: history_of(thread, events, round),
            change: Change::LeavesOut(round.from..end),
        })
    }

    /// The end of the failed rounds with the same operations: the start of the round with which the
    /// thread leaves its loop, or of one that takes another path. A longer part of the execution
    /// may only look like a round: the thread may have left its loop, changed data behind a lock, and
    /// come back to it.
    ///
    /// In a kept loop, a trial leaves out only the round that equals the previous one.
    fn end_of_failed(&self, events: &[Node], round: &Round) -> Option<usize> {
        let mut end = round.range().end;
        if self.is_kept(round) {
            return (end < events.len()).then_some(end);
        }
        let again = |from: usize, to: usize| {
            let mut pairs = events[round.range()].iter().zip(&events[from..to]);
            begins_again(&events[..to], from, &events[to].operation) == Some(round.again)
                && is_idle(&events[from..to])
                && pairs.all(|(a, b)| same_place(a.operation.place, b.operation.place))
        };
        while end + round.len < events.len() && again(end, end + round.len) {
            end += round.len;
        }
        (end < events.len()).then_some(end)
    }

    /// The trial along a finished execution in which a thread inserts a round that failed
    /// elsewhere; `None` if no place fits.
    pub(in crate::explore::runtime) fn trial_with(&mut self, graph: &Graph) -> Option<Trial> {
        if !self.samples.has_untried() {
            return None;
        }
        for (thread, events) in (0..).zip(&graph.threads) {
            let mut front = u64::from(thread);
            for node in events {
                let prefix = front;
                front = with(front, node);
                self.samples.note_witness(prefix, events);
                if let Some(sample) = self.samples.untried_at(prefix)
                    && let block = self.samples.block_of(prefix, sample)
                    && let Some(trial) = fitting(thread, events, sample, block)
                {
                    return Some(trial);
                }
            }
        }
        None
    }
}

/// The trial that inserts the block into the thread's events, if the sample fits there.
fn fitting(thread: u8, events: &[Node], sample: &Sample, mut block: Block) -> Option<Trial> {
    let round = sample.round;
    let at = round.from;
    let next = &events.get(at)?.operation;
    let fits = match round.again {
        Again::Alike => block[0].0.is_repeated_by(next),
        Again::WithNewer => {
            let found = events[at - 1].read;
            let last = block.last_mut().expect("a round has events");
            last.1 = last.1.with_read(found);
            block[0].0.does_as(next) && Some(found) != sample.before
        }
    };
    let change = Change::PutsIn {
        at,
        block,
        made: 0,
        before: sample.before,
    };
    fits.then_some(Trial {
        thread,
        round,
        history: sample.history,
        change,
    })
}

/// The history of the thread up to the end of the round.
pub(super) fn history_of(thread: u8, events: &[Node], round: &Round) -> u64 {
    history(thread, &events[..round.range().end])
}

/// The history of the thread before the change of a trial of this round: the round, or the value of
/// the event before it.
fn prefix(thread: u8, events: &[Node], round: &Round) -> u64 {
    let changes = round.from - usize::from(round.again == Again::WithNewer);
    history(thread, &events[..changes])
}
