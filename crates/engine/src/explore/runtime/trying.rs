//! Trials of loops in the running program: see [`trial`](super::loops).

use std::ops::Range;

use super::answer::Answer;
use super::loops::{Deviation, Trial};
use super::state::State;
use super::thread::Status;
use crate::explore::graph::{EventId, Graph, Label};

impl State {
    /// A thread that waits after a round that still needs a trial.
    pub(in crate::explore) fn untried(&self) -> Option<u8> {
        (0..).zip(&self.threads).find_map(|(number, thread)| {
            let waits = thread.status == Status::Spinning;
            let round = thread.failed.filter(|_| waits)?;
            let untried = self.loops.is_untried(&self.graph, number, &round);
            untried.then_some(number)
        })
    }

    /// After the threads have reached their ends, the execution in which this thread leaves out
    /// its failed rounds. `None` if it never left its loop.
    pub(in crate::explore) fn without_rounds(&mut self, thread: u8) -> Option<(Graph, Trial)> {
        let round = self.threads[usize::from(thread)].failed?;
        let ended = self.all_have_finished();
        let trial = self
            .loops
            .trial_without(&self.graph, thread, &round, ended)?;
        Some((self.graph.clone(), trial))
    }

    /// The finished execution in which a thread inserts a round that failed elsewhere; `None` if no
    /// place fits.
    pub(in crate::explore) fn with_round(&mut self) -> Option<(Graph, Trial)> {
        let trial = self.loops.known.trial_with(&self.graph)?;
        Some((self.graph.clone(), trial))
    }

    /// Records the result of a trial: whether the program behaved the same. A trial in which
    /// something showed that the exploration has to start again, such as the first destructor that
    /// makes an operation, was cut short: it says nothing of the loop, and is made again later.
    pub(in crate::explore) fn judge_trial(&mut self, same: bool) {
        let was_cut_short = self.must_restart();
        if let Some(trial) = self.trial.take()
            && !was_cut_short
        {
            self.loops.judge(&trial, same);
        }
    }

    /// Whether a trial is still to insert a round into some execution.
    pub(in crate::explore) fn has_trials_to_make(&self) -> bool {
        self.loops.known.has_trials_to_make()
    }

    /// Whether all threads of the execution have reached their ends.
    pub(super) fn has_ended(&self) -> bool {
        self.fault.is_none() && self.all_have_finished()
    }

    fn all_have_finished(&self) -> bool {
        self.threads.iter().all(|t| t.status == Status::Finished)
    }

    /// In a trial, applies the difference for the thread before its next event. `Some(None)`: the
    /// thread has to wait, or the program behaved differently and the trial is over.
    pub(super) fn change_course(
        &mut self,
        thread: u8,
        operation: &Label,
    ) -> Option<Option<Answer>> {
        let me = usize::from(thread);
        let gone = self.threads[me].gone;
        let trial = self.trial.as_mut().filter(|trial| trial.thread == thread)?;
        match trial.deviation(gone, operation)? {
            Deviation::LeavesOut(events) => {
                if !self.may_leave_out(thread, &events) {
                    return Some(None);
                }
                self.threads[me].gone = events.end;
                None
            }
            Deviation::PutsIn(answer) => Some(Some(answer)),
            Deviation::Differs(expected) => {
                self.report_change(thread, &expected, operation);
                Some(None)
            }
        }
    }

    /// The index of the thread's next event after `gone` events; in a trial, behind the events
    /// that it leaves out.
    pub(super) fn behind_left_out(&self, thread: u8, gone: usize) -> usize {
        match &self.trial {
            Some(trial) => trial.behind_left_out(thread, gone),
            None => gone,
        }
    }

    /// Whether a thread has to wait until it may leave out its next events.
    pub(super) fn waits_to_leave_out(&self, thread: u8) -> bool {
        let gone = self.threads[usize::from(thread)].gone;
        let left_out = self.trial.as_ref().and_then(|t| t.left_out(thread, gone));
        left_out.is_some_and(|events| !self.may_leave_out(thread, events))
    }

    /// Whether a trial has already left out this event: its thread has reached the events that it
    /// leaves out, and the sources of this event and of those before it have come. Threads that
    /// poll two locks read from each other's rounds, so no thread can leave out a whole round
    /// before the other threads continue.
    #[inline(never)]
    pub(super) fn is_left_out(&self, event: EventId) -> bool {
        let Some(record) = self.threads.get(usize::from(event.thread)) else {
            return false;
        };
        let left_out = self.trial.as_ref();
        let left_out = left_out.and_then(|trial| trial.left_out(event.thread, record.gone));
        let index = usize::from(event.index);
        left_out.is_some_and(|events| {
            events.start == record.gone
                && events.contains(&index)
                && self.may_leave_out(event.thread, &(events.start..index + 1))
        })
    }

    /// Whether the sources of these events of the thread have come.
    fn may_leave_out(&self, thread: u8, events: &Range<usize>) -> bool {
        let nodes = &self.graph.threads[usize::from(thread)];
        events.clone().all(|index| {
            nodes[index].source.thread == thread
                || self.may_follow(EventId::at(thread.into(), index))
        })
    }
}
