//! How an operation gets its event.

use super::answer::Answer;
use super::spinning::Next;
use super::state::{Phase, State};
use crate::explore::StoppedBy;
use crate::explore::graph::{Action, EventId, Label, Node, OfThread};

/// The result for an operation that may repeat a recorded event.
pub(super) enum Repeated {
    /// The operation has repeated its event.
    Gone(Answer),
    /// The operation waits for an event that its own event needs.
    Waits,
    /// The operation needs further checks.
    Otherwise,
}

impl State {
    /// Gives an operation its event and returns the answer. `None`: other threads must run first.
    #[inline(always)]
    pub(super) fn ask(&mut self, thread: u8, operation: &Label) -> Option<Answer> {
        match self.repeat(thread, operation) {
            Repeated::Gone(answer) => Some(answer),
            Repeated::Waits => None,
            Repeated::Otherwise => self.ask_in_full(thread, operation),
        }
    }

    /// Repeats a recorded event. Most operations of an exploration need no more than this.
    #[inline(always)]
    pub(super) fn repeat(&mut self, thread: u8, operation: &Label) -> Repeated {
        if !matches!(self.phase, Phase::Replaying)
            || self.trial.is_some()
            || self.loops.has_first()
            || self.arcs.runs_destructor()
        {
            return Repeated::Otherwise;
        }
        let me = usize::from(thread);
        let index = self.threads[me].gone;
        let Some(recorded) = self.graph.event_of(thread, index) else {
            return Repeated::Otherwise;
        };
        if !recorded.operation.is_repeated_by(operation) || self.began_differently(recorded) {
            return Repeated::Otherwise;
        }
        if !self.may_have(me, index, recorded) {
            self.threads[me].pending = Some(*operation);
            return Repeated::Waits;
        }
        let answer = Answer::of(recorded, recorded.read);
        self.threads[me].go(operation.place);
        Repeated::Gone(answer)
    }

    /// Repeats the recorded event for an operation that waited for it.
    pub(super) fn repeat_at_last(&mut self, thread: u8) -> Answer {
        let me = usize::from(thread);
        let recorded = &self.graph.threads[me][self.threads[me].gone];
        debug_assert!(self.may_have(me, self.threads[me].gone, recorded));
        self.threads[me].go(recorded.operation.place);
        Answer::of(recorded, recorded.read)
    }

    /// The same as [`ask`](Self::ask), with all checks, for an operation that may do more than
    /// repeat a recorded event.
    #[inline(always)]
    fn ask_in_full(&mut self, thread: u8, operation: &Label) -> Option<Answer> {
        let me = usize::from(thread);
        if self.trial.is_some() {
            let otherwise = match self.waits_to_leave_out(thread) {
                true => Some(None),
                false => self.change_course(thread, operation),
            };
            if let Some(answer) = otherwise {
                if answer.is_none() {
                    self.threads[me].pending = Some(*operation);
                }
                return answer;
            }
        }
        let gone = self.threads[me].gone;
        if let Some(recorded) = self.graph.event_of(thread, gone) {
            if !recorded.operation.is_repeated_by(operation) {
                let before = recorded.operation;
                self.report_change(thread, &before, operation);
                return None;
            }
            if self.began_differently(recorded) {
                let before = recorded.read;
                self.report_other_beginning(operation.object, before);
                return None;
            }
            if self.loops.is_held_back(thread, gone) || !self.may_have(me, gone, recorded) {
                self.threads[me].pending = Some(*operation);
                return None;
            }
            return Some(self.done(thread));
        }
        self.ask_behind(thread, operation)
    }

    /// The same for a thread without a further recorded event.
    #[inline(always)]
    fn ask_behind(&mut self, thread: u8, operation: &Label) -> Option<Answer> {
        let me = usize::from(thread);
        if self.trial.is_some() {
            self.threads[me].pending = Some(*operation);
            return None;
        }
        match self.phase {
            Phase::Replaying | Phase::Exploring => {}
            Phase::Stepping(_) => return self.ask_schedule(thread, *operation),
            Phase::Finishing(_) => return self.ask_in_turn(thread, *operation),
        }
        if self.may_go_round(thread, operation)
            && let Some(answer) = self.ask_in_round(thread, operation)
        {
            return answer;
        }
        let ready = matches!(self.phase, Phase::Exploring)
            && self.has_turn(thread)
            && self.is_enabled(thread, operation);
        if !ready {
            self.threads[me].pending = Some(*operation);
            return None;
        }
        if !self.has_room(operation) {
            return None;
        }
        let mut operation = *operation;
        self.number(&mut operation);
        self.work.add(&mut self.graph, thread, operation);
        Some(self.done(thread))
    }

    /// The same for an operation that may begin another round of a waiting loop. `None` if it
    /// begins none.
    #[inline(never)]
    fn ask_in_round(&mut self, thread: u8, operation: &Label) -> Option<Option<Answer>> {
        match self.go_round(thread, operation) {
            Next::Leaves => None,
            Next::Again(answer) => Some(Some(answer)),
            Next::Waits(round) => {
                self.wait_behind(thread, round);
                self.threads[usize::from(thread)].pending = Some(*operation);
                Some(None)
            }
            Next::Ends => Some(None),
        }
    }

    /// Whether the step limit and the thread limit leave room for one more event.
    #[inline(always)]
    pub(super) fn has_room(&mut self, operation: &Label) -> bool {
        if self.graph.is_as_long_as(self.max_steps) {
            self.stopped_by = Some(StoppedBy::Steps(self.max_steps));
        } else if matches!(operation.action, Action::Thread(OfThread::Spawn(_)))
            && self.graph.free_thread().is_none()
        {
            self.stopped_by = Some(StoppedBy::Threads);
        } else if self.work.has_overflowed() {
            self.stopped_by = Some(StoppedBy::Memory);
        }
        self.stopped_by.is_none()
    }

    /// Gives a spawn's operation the number of its child.
    #[inline(always)]
    pub(super) fn number(&self, operation: &mut Label) {
        if let Action::Thread(OfThread::Spawn(child)) = &mut operation.action {
            *child = self.graph.free_thread().expect("has_room was asked");
        }
    }

    /// Advances the thread past its next event, which the graph has; returns the answer.
    #[inline(always)]
    pub(super) fn done(&mut self, thread: u8) -> Answer {
        let me = usize::from(thread);
        let index = self.threads[me].gone;
        let node = &self.graph.threads[me][index];
        self.threads[me].go(node.operation.place);
        if node.operation.lets_go_on() {
            self.waiting = 0;
        }
        let read = match &self.trial {
            Some(trial) => trial.read(thread, &self.graph.threads[me], index),
            None => node.read,
        };
        Answer::of(node, read)
    }

    /// Whether all events have come that this recorded event of the graph needs.
    pub(super) fn may_follow(&self, id: EventId) -> bool {
        let (thread, index) = (usize::from(id.thread), usize::from(id.index));
        self.may_have(thread, index, self.graph.node(id))
    }

    /// The same for `node`, the `index`-th event of its thread.
    #[inline(always)]
    pub(super) fn may_have(&self, thread: usize, index: usize, node: &Node) -> bool {
        match node.operation.awaits_several() {
            true => self.has_what_it_awaits(EventId::at(thread, index), node),
            false => self.has_gone(node.source),
        }
    }

    /// The same for an event that may wait for several events.
    #[inline(never)]
    fn has_what_it_awaits(&self, id: EventId, node: &Node) -> bool {
        if node.finds_disconnected(node.operation.object) {
            let mut departures = self.graph.departures(node.operation.object);
            return departures.all(|departure| self.has_gone(departure));
        }
        let mut awaited = self.graph.awaited(id).into_iter().flatten();
        awaited.all(|event| self.has_gone(event)) && self.has_gone(node.source)
    }

    #[inline(always)]
    pub(super) fn has_gone(&self, event: EventId) -> bool {
        event.is_initial()
            || self
                .threads
                .get(usize::from(event.thread))
                .is_some_and(|t| t.gone > usize::from(event.index))
            || self.trial.is_some() && self.is_left_out(event)
    }
}
