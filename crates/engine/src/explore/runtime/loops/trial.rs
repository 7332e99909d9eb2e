//! A trial: the same execution with a failed round and without it.
//!
//! A round of which this is not known may leave something behind in its thread's variables.
//! So the program runs along an execution once more, with one thing changed:
//!
//! - An execution in which a thread waits is thrown away, and its threads come to their ends:
//!   the one that waited goes round until it leaves its loop. In the trial it *leaves out*
//!   the rounds that failed.
//! - Or a thread does not fail in an execution where it might have: in the trial it *puts in*
//!   the round in which it failed elsewhere. (Not if locks are taken in the round, since
//!   another thread may have one; nor if it reads pointers, whose names are of another run.)
//!
//! If the program makes other operations then or returns something else, the round leaves
//! something behind. One trial is made for each failed round, by what its thread had done and
//! read until then. Where an exploration ends before there was an execution to make one with,
//! it runs once more, until there is; if there is none at all, such rounds are kept. All rounds that have failed in one place are put in one
//! behind the other. What a round leaves behind and shows in other executions only is not seen.

use std::ops::Range;

use super::super::state::State;
use super::super::thread::{Answer, Status};
use super::evidence::{history, takes_locks, with};
use super::idle::is_idle;
use super::round::{Again, Round, begins_again};
use super::samples::{Block, Sample};
use crate::explore::graph::{EventId, Graph, Node, Operation};

/// How many executions are looked at for what is to be left out that come to no end, or whose
/// thread does not leave its loop.
const ATTEMPTS: u8 = 20;

/// What a thread does otherwise in a trial than in the execution that it follows.
#[derive(Clone, Debug)]
pub(in crate::explore) struct Trial {
    thread: u8,
    round: Round,
    /// What the thread had done and read up to the end of the round.
    history: u64,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    /// It does not make these of its events.
    LeavesOut(Range<usize>),
    /// It makes these operations, with these answers, before the event of this index.
    PutsIn {
        at: usize,
        block: Block,
        /// How many of them it has made.
        made: usize,
        /// What the event in front is to have read.
        before: Option<u64>,
    },
}

impl State {
    /// Notes the round in which the thread has failed, for a trial.
    pub(super) fn note_sample(&mut self, thread: u8, round: &Round) {
        let events = &self.graph.threads[usize::from(thread)];
        let history = history(thread, &events[..round.range().end]);
        let block = &events[round.range()];
        let of_pointers = |n: &Node| self.graph.is_of_pointers(n.operation.object);
        let only_witnessed = takes_locks(block) || block.iter().any(of_pointers);
        let kept = self.loops.known.is_kept(round);
        let left = match self.loops.known.is_tried(history, round) {
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
        let prefix = prefix(thread, events, round);
        self.loops.known.samples.add(prefix, sample);
    }

    /// A thread that waits behind a round of which no trial has been made.
    pub(in crate::explore) fn untried(&self) -> Option<u8> {
        (0..).zip(&self.threads).find_map(|(number, thread)| {
            let round = thread
                .failed
                .filter(|_| thread.status == Status::Spinning)?;
            let history = self.history_of(number, &round);
            let vain = self.loops.vain.get(&history);
            let events = &self.graph.threads[usize::from(number)];
            let prefix = prefix(number, events, &round);
            let untried = !self.loops.known.samples.is_for_both(prefix, history)
                && !self.loops.known.is_tried(history, &round)
                && vain.is_none_or(|&vain| vain < ATTEMPTS);
            untried.then_some(number)
        })
    }

    /// What the thread has done and read up to the end of this round.
    fn history_of(&self, thread: u8, round: &Round) -> u64 {
        let events = &self.graph.threads[usize::from(thread)];
        history(thread, &events[..round.range().end])
    }

    /// Once the threads have come to their ends: the execution, in which this one is to leave
    /// out the rounds that failed. `None` if it never left its loop.
    pub(in crate::explore) fn without_rounds(&mut self, thread: u8) -> Option<(Graph, Trial)> {
        let round = self.threads[usize::from(thread)].failed?;
        let history = self.history_of(thread, &round);
        let all_ended = self.threads.iter().all(|t| t.status == Status::Finished);
        let end = self.end_of_failed(thread, &round).filter(|_| all_ended);
        let Some(end) = end else {
            *self.loops.vain.entry(history).or_default() += 1;
            return None;
        };
        let trial = Trial {
            thread,
            round,
            history,
            change: Change::LeavesOut(round.from..end),
        };
        Some((self.graph.clone(), trial))
    }

    /// Where the round begins with which the thread leaves its loop, which has failed so far.
    ///
    /// Of a loop that is kept, only the round that is like the one before is left out.
    fn end_of_failed(&self, thread: u8, round: &Round) -> Option<usize> {
        let events = &self.graph.threads[usize::from(thread)];
        let mut end = round.range().end;
        if self.loops.known.is_kept(round) {
            return (end < events.len()).then_some(end);
        }
        let again = |from: usize, to: usize| {
            begins_again(&events[..to], from, &events[to].operation) == Some(round.again)
                && is_idle(&events[from..to])
        };
        while let Some(next) = (end + 1..events.len()).find(|&next| again(end, next)) {
            end = next;
        }
        (end < events.len()).then_some(end)
    }

    /// The execution that has just come to its end, in which a thread is to put in a round
    /// that failed elsewhere; `None` if there is no place for one.
    pub(in crate::explore) fn with_round(&mut self) -> Option<(Graph, Trial)> {
        let samples = &mut self.loops.known.samples;
        if !samples.has_untried() {
            return None;
        }
        for (thread, events) in (0..).zip(&self.graph.threads) {
            let mut front = u64::from(thread);
            for node in events {
                let prefix = front;
                front = with(front, node);
                samples.note_witness(prefix, events);
                if let Some(sample) = samples.untried_at(prefix)
                    && let block = samples.block_of(prefix, sample)
                    && let Some(trial) = fitting(thread, events, sample, block)
                {
                    return Some((self.graph.clone(), trial));
                }
            }
        }
        None
    }

    /// What came of a trial: whether the program did the same.
    pub(in crate::explore) fn judge_trial(&mut self, same: bool) {
        let Some(Trial { round, history, .. }) = self.trial.take() else {
            return;
        };
        let kept = self.loops.known.is_kept(&round);
        if same {
            self.loops.known.note_trial(history, &round);
        } else if kept {
            self.loops.exempt(round.shape);
        } else {
            self.loops.keep(round.shape);
        }
    }

    /// Whether there is a round to put into some execution.
    pub(in crate::explore) fn has_trials_to_make(&self) -> bool {
        self.loops.known.has_trials_to_make()
    }

    /// Whether the execution has gone through to its end, all threads of it.
    pub(in crate::explore::runtime) fn has_ended(&self) -> bool {
        self.fault.is_none() && self.threads.iter().all(|t| t.status == Status::Finished)
    }

    /// In a trial: what the thread does otherwise before its next event. `Some(None)`: it has
    /// to wait; or the program does something else, and the trial is over.
    pub(in crate::explore::runtime) fn change_course(
        &mut self,
        thread: u8,
        operation: &Operation,
    ) -> Option<Option<Answer>> {
        let me = usize::from(thread);
        let gone = self.threads[me].gone;
        let mut trial = self.trial.take()?;
        let mut otherwise = None;
        if trial.thread == thread {
            match &mut trial.change {
                Change::LeavesOut(events) if events.start == gone => {
                    if self.may_leave_out(thread, events) {
                        self.threads[me].gone = events.end;
                    } else {
                        otherwise = Some(None);
                    }
                }
                Change::PutsIn {
                    at, block, made, ..
                } if *at == gone && *made < block.len() => {
                    let (expected, answer) = block[*made];
                    if expected.is_repeated_by(operation) {
                        *made += 1;
                        otherwise = Some(Some(answer));
                    } else {
                        self.report_change(thread, &expected, operation);
                        otherwise = Some(None);
                    }
                }
                _ => {}
            }
        }
        self.trial = Some(trial);
        otherwise
    }

    /// Which event comes next for the thread, which has had so many: in a trial, behind those
    /// that it leaves out.
    pub(in crate::explore::runtime) fn behind_left_out(&self, thread: u8, gone: usize) -> usize {
        match &self.trial {
            Some(Trial {
                thread: by,
                change: Change::LeavesOut(events),
                ..
            }) if *by == thread && events.start == gone => events.end,
            _ => gone,
        }
    }

    /// Whether a thread that is about to have its next event has to wait until it may leave
    /// out what comes there.
    pub(in crate::explore::runtime) fn waits_to_leave_out(&self, thread: u8) -> bool {
        let gone = self.threads[usize::from(thread)].gone;
        match &self.trial {
            Some(Trial {
                thread: by,
                round,
                change: Change::LeavesOut(events),
                ..
            }) if *by == thread => {
                // The event in front reads what the last one of them has read.
                let replaces = round.again == Again::WithNewer && gone + 1 == events.start;
                (replaces || gone == events.start) && !self.may_leave_out(thread, events)
            }
            _ => false,
        }
    }

    /// Whether all has gone that these events of the thread have read.
    fn may_leave_out(&self, thread: u8, events: &Range<usize>) -> bool {
        let nodes = &self.graph.threads[usize::from(thread)];
        events.clone().all(|index| {
            nodes[index].source.thread == thread
                || self.may_follow(EventId::at(thread.into(), index))
        })
    }

    /// What the event reads for the program in a trial: in front of a round that begins again
    /// with what the one before has found, the other value.
    pub(in crate::explore::runtime) fn read_in_trial(&self, thread: u8, index: usize) -> u64 {
        let nodes = &self.graph.threads[usize::from(thread)];
        match &self.trial {
            Some(trial) if trial.thread == thread && trial.round.again == Again::WithNewer => {
                match &trial.change {
                    Change::LeavesOut(events) if events.start == index + 1 => {
                        nodes[events.end - 1].read
                    }
                    Change::PutsIn { at, before, .. } if *at == index + 1 => {
                        before.unwrap_or(nodes[index].read)
                    }
                    _ => nodes[index].read,
                }
            }
            _ => nodes[index].read,
        }
    }
}

/// The trial that puts the block into the thread's events, if that sample fits there.
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

/// What the thread had done and read in front of what a trial of this round changes: the
/// round, or what the event in front of it has read.
fn prefix(thread: u8, events: &[Node], round: &Round) -> u64 {
    let changes = round.from - usize::from(round.again == Again::WithNewer);
    history(thread, &events[..changes])
}

/// What the program did and was answered.
pub(super) fn answered(node: &Node) -> (Operation, Answer) {
    let answer = Answer::new(node.read, node.writes, node.choice, 0);
    (node.operation, answer)
}
