//! A trial: the same execution with failed rounds and without them.
//!
//! An execution in which a thread waits is thrown away, and its threads come to their ends:
//! the one that waited goes round until it leaves its loop. That is an execution with failed
//! rounds. Then the program runs along it once more, and the thread leaves these rounds out.
//! If the program makes other operations or returns something else, the rounds leave
//! something behind: rounds of their shape are exempt, and the exploration begins anew.
//!
//! One such pair is looked at for each shape. What a round leaves behind and shows in other
//! executions only is not seen.

use std::ops::Range;

use super::super::state::State;
use super::super::thread::Status;
use super::round::{Again, Round, begins_again, is_idle};
use crate::explore::graph::primitive::{mutex, rwlock};
use crate::explore::graph::{Action, EventId, Graph, Node};

/// How many executions are looked at for a trial that come to no end, or whose thread does
/// not leave its loop.
const ATTEMPTS: u8 = 20;

/// The rounds that a thread leaves out in a trial.
#[derive(Clone, Debug)]
pub(in crate::explore) struct Omission {
    thread: u8,
    /// The first of them.
    round: Round,
    /// Its events in these rounds.
    events: Range<usize>,
}

impl State {
    /// Notes which rounds another thread has seen: the loops of these are explored round by
    /// round, and the exploration begins anew.
    pub(in crate::explore::runtime) fn note_seen_rounds(&mut self) {
        let mut rounds = Vec::new();
        for (number, thread) in (0..).zip(&self.threads) {
            let Some(round) = thread.failed else {
                continue;
            };
            let seen = self.graph.events().any(|(id, node)| {
                id.thread != number
                    && !self.is_failed(id)
                    && self.sees(node, number, &round.range())
            });
            if seen {
                rounds.push(round.shape);
            }
        }
        for shape in rounds {
            self.loops.keep(shape);
        }
    }

    /// Whether the event is of a failed round, which no execution has that is counted.
    fn is_failed(&self, id: EventId) -> bool {
        let failed = self.threads[usize::from(id.thread)].failed;
        failed.is_some_and(|round| {
            round.range().contains(&usize::from(id.index)) && !self.loops.known.is_kept(&round)
        })
    }

    /// Whether the event has read what would not be there without these events.
    fn sees(&self, node: &Node, thread: u8, events: &Range<usize>) -> bool {
        let source = node.source;
        if source.thread != thread || !events.contains(&usize::from(source.index)) {
            return false;
        }
        match node.operation.action {
            Action::Mutex(mutex::Action::TryLock) => !node.writes,
            Action::RwLock(rwlock::Action::TryShare) => node.read != rwlock::FREE,
            _ => false,
        }
    }

    /// A thread whose last round is of a shape that no trial has been made of.
    pub(in crate::explore) fn untried(&self) -> Option<u8> {
        let untried = |thread: &super::super::thread::Thread| {
            let round = thread.failed.filter(|_| thread.status == Status::Spinning);
            round.is_some_and(|round| !self.loops.known.is_tried(&round))
        };
        let index = self.threads.iter().position(untried)?;
        u8::try_from(index).ok()
    }

    /// Once the threads have come to their ends: the execution, and what is to be left out in
    /// it. `None` if the thread never left its loop.
    pub(in crate::explore) fn trial_of(&mut self, thread: u8) -> Option<(Graph, Omission)> {
        let round = self.threads[usize::from(thread)].failed?;
        let all_ended = self.threads.iter().all(|t| t.status == Status::Finished);
        let end = self.end_of_failed(thread, &round).filter(|_| all_ended);
        let Some(end) = end else {
            let attempts = self.loops.vain.entry(round.shape).or_default();
            *attempts += 1;
            if *attempts >= ATTEMPTS {
                self.loops.known.note_tried(&round);
            }
            return None;
        };
        let omission = Omission {
            thread,
            round,
            events: round.from..end,
        };
        Some((self.graph.clone(), omission))
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

    /// What came of a trial: whether the program did the same without the rounds.
    pub(in crate::explore) fn judge_trial(&mut self, omission: &Omission, same: bool) {
        self.omission = None;
        let seen = || {
            let mut events = self.graph.events();
            events.any(|(id, node)| {
                let omitted = id.thread == omission.thread
                    && omission.events.contains(&usize::from(id.index));
                !omitted && self.sees(node, omission.thread, &omission.events)
            })
        };
        let round = &omission.round;
        let kept = self.loops.known.is_kept(round);
        if same && (kept || !seen()) {
            self.loops.known.note_tried(round);
        } else if kept {
            self.loops.exempt(round.shape);
        } else {
            self.loops.keep(round.shape);
        }
    }

    /// Whether the execution has gone through to its end, all threads of it.
    pub(in crate::explore::runtime) fn has_ended(&self) -> bool {
        self.fault.is_none() && self.threads.iter().all(|t| t.status == Status::Finished)
    }

    /// Leaves out what the thread leaves out behind its last event, if it does; `false` where
    /// it has to wait until what these rounds have read is there.
    pub(in crate::explore::runtime) fn leave_out(&mut self, thread: u8) -> bool {
        let me = usize::from(thread);
        let gone = self.threads[me].gone;
        if !self.omits_behind(thread, gone) {
            return true;
        }
        if !self.may_leave_out(thread) {
            return false;
        }
        if let Some(omission) = &self.omission
            && omission.events.start == gone
        {
            self.threads[me].gone = omission.events.end;
        }
        true
    }

    /// Whether the rounds that the thread leaves out come now.
    pub(in crate::explore::runtime) fn omits_behind(&self, thread: u8, gone: usize) -> bool {
        self.omission.as_ref().is_some_and(|omission| {
            let start = omission.events.start;
            let replaces = omission.round.again == Again::WithNewer && gone + 1 == start;
            omission.thread == thread && (gone == start || replaces)
        })
    }

    /// Whether all has gone that the rounds have read which the thread leaves out.
    pub(in crate::explore::runtime) fn may_leave_out(&self, thread: u8) -> bool {
        let Some(omission) = &self.omission else {
            return true;
        };
        let nodes = &self.graph.threads[usize::from(thread)];
        omission.events.clone().all(|index| {
            nodes[index].source.thread == thread
                || self.may_follow(EventId::at(thread.into(), index))
        })
    }

    /// What the event has read for the program: in a trial, the event in front of the rounds
    /// that are left out reads what their last event has read.
    pub(in crate::explore::runtime) fn read_by(&self, thread: u8, index: usize) -> u64 {
        let nodes = &self.graph.threads[usize::from(thread)];
        match &self.omission {
            Some(omission)
                if omission.round.again == Again::WithNewer
                    && omission.thread == thread
                    && omission.events.start == index + 1 =>
            {
                nodes[omission.events.end - 1].read
            }
            _ => nodes[index].read,
        }
    }
}
