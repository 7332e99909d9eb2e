//! Stepping: a schedule names the thread that moves, and the value that it reads.

use std::iter::Peekable;

use super::answer::Answer;
use super::state::{Phase, State, Stepping};
use super::thread::{Status, Then};
use crate::explore::graph::{Action, EventId, Label, OfChannel, OfCondvar, OfMutex, OfPark};
use crate::explore::schedule::{Mark, Schedule, Step, letter};

impl State {
    /// The events of a stepped execution, in the order in which they came.
    pub(in crate::explore) fn stepped_order(&self) -> &[EventId] {
        match &self.phase {
            Phase::Stepping(stepping) => &stepping.order,
            _ => &[],
        }
    }

    /// The events of main in a stepped execution that came while no other thread could move, in
    /// their order. `None` if the execution was not stepped.
    pub(in crate::explore) fn stepped_alone(&self) -> Option<&[EventId]> {
        match &self.phase {
            Phase::Stepping(stepping) => Some(&stepping.unlettered),
            _ => None,
        }
    }

    pub(super) fn stepping(&mut self) -> &mut Stepping {
        match &mut self.phase {
            Phase::Stepping(stepping) => stepping,
            _ => unreachable!("only asked while stepping"),
        }
    }

    pub(super) fn take_step_error(&mut self) -> Option<String> {
        self.stepping().error.take()
    }

    /// A thread whose next event can come now and is no step.
    pub(super) fn automatic_thread(&self) -> Option<u8> {
        (0..).zip(&self.threads).find_map(|(number, thread)| {
            let operation = thread.pending.as_ref()?;
            let can = thread.status == Status::Live && self.goes_by_itself(number, operation);
            can.then_some(number)
        })
    }

    /// Whether the thread's next event can come now and is no step. The end of a notified wait
    /// with a time limit is no step either.
    pub(super) fn goes_by_itself(&self, thread: u8, operation: &Label) -> bool {
        match operation.action {
            Action::Condvar(OfCondvar::WakeTimed) => {
                self.graph.waking(thread, operation.object).is_some()
            }
            action => !action.is_step() && self.is_enabled(thread, operation),
        }
    }

    /// The answer to an operation while a schedule names the threads that move.
    pub(super) fn ask_schedule(&mut self, thread: u8, mut operation: Label) -> Option<Answer> {
        if self.loops.is_probed(thread) {
            return self.answer_alone(&operation);
        }
        let next = self.next_event(thread);
        self.callers.note(next, operation.place.into());
        let granted = self.stepping().granted;
        let mine = granted.is_some_and(|s| s.thread == thread) && operation.action.is_step();
        let automatic = self.goes_by_itself(thread, &operation);
        if !(mine || automatic) || !self.has_room(&operation) {
            self.threads[usize::from(thread)].pending = Some(operation);
            return None;
        }
        self.number(&mut operation);
        let added = if mine && !automatic {
            let mark = granted.and_then(|s| s.mark);
            // The choice against a spurious wake-up is no step of its own; the wait is the step.
            if !operation.action.chooses_to_wait() || mark.is_some() {
                self.stepping().granted = None;
            }
            self.add_marked(thread, operation, mark)
        } else if is_of_a_chain(&operation) {
            self.add_marked(thread, operation, None)
        } else {
            let (source, choice) = self.graph.settled(thread, &operation);
            Ok(self.graph.push(thread, operation, source, choice))
        };
        match added {
            Ok(id) => {
                let stepping = self.stepping();
                stepping.order.push(id);
                if mine && stepping.alone && stepping.granted.is_none() {
                    stepping.unlettered.push(id);
                }
                Some(self.done(thread))
            }
            Err(error) => {
                let stepping = self.stepping();
                stepping.error = Some(match (granted, stepping.number) {
                    (Some(step), number @ 1..) => {
                        let step = Schedule::new(vec![step]);
                        format!("step {number} of the schedule is {step}, but {error}")
                    }
                    _ => error,
                });
                None
            }
        }
    }

    /// Whether a waiting thread could make a step now.
    pub(super) fn can_step(&self, thread: u8) -> bool {
        let record = &self.threads[usize::from(thread)];
        let Some(operation) = &record.pending else {
            return false;
        };
        record.status == Status::Live
            && match operation.action {
                // (For a reader-writer lock, the request is a step and the acquire is none.)
                Action::Mutex(OfMutex::Request) => self.graph.newest_value(operation.object) == 0,
                Action::Park(OfPark::Begin | OfPark::Park) => {
                    let park = operation.with_action(OfPark::Park);
                    self.is_enabled(thread, &park)
                }
                Action::Channel(OfChannel::Receive(_)) => self.is_enabled(thread, operation),
                Action::Condvar(OfCondvar::WakeTimed) => !self.goes_by_itself(thread, operation),
                action => action.is_step(),
            }
    }

    /// Whether the thread is about to wait, so that its wait could also end spuriously.
    pub(super) fn could_return(&self, thread: u8) -> bool {
        let record = self.threads.get(usize::from(thread));
        let pending = record.and_then(|record| record.pending.as_ref());
        pending.is_some_and(|operation| operation.action.chooses_to_wait())
    }

    /// Grants the next step to a thread; `None` if no thread can move.
    pub(super) fn choose(
        &mut self,
        steps: &mut Peekable<impl Iterator<Item = (Step, usize)> + Clone>,
        then: Then,
    ) -> Result<Option<u8>, String> {
        let count = u8::try_from(self.threads.len()).expect("at most 16 threads");
        let able: Vec<u8> = (0..count).filter(|&t| self.can_step(t)).collect();
        let plain = |thread| Step { thread, mark: None };
        self.stepping().alone = false;
        self.stepping().number = 0;
        // Main is not alone if the schedule next makes a parked thread return spuriously.
        let returns = |thread: u8| {
            let next = steps.clone().find(|(step, _)| step.thread == thread);
            self.could_return(thread) && next.is_some_and(|(s, _)| s.mark == Some(Mark::Spurious))
        };
        let accompanied = able == [0] && (1..count).any(returns);
        let chooses = accompanied || able == [0] && self.main_chooses();
        let without_letter = |next: Option<(Step, usize)>| match next {
            Some((step, _)) if step.thread != 0 => !accompanied,
            Some(_) => !chooses,
            None => true,
        };
        let step = match (able.as_slice(), steps.peek().copied()) {
            (_, None) if chooses && then == Then::Stop => return Ok(None),
            // Main is alone in a loop that no thread ends.
            ([0], None) if self.vain_round(0).is_some() => return Ok(None),
            // Main is alone and has no choice, so the schedule has no letter for this step.
            ([0], next) if without_letter(next) => {
                self.stepping().alone = true;
                plain(0)
            }
            (
                [],
                Some((
                    Step {
                        thread: 0,
                        mark: None,
                    },
                    _,
                )),
            ) => {
                steps.next();
                return self.choose(steps, then);
            }
            (_, Some((step, number))) => {
                steps.next();
                self.check_step(step, number, &able)?;
                self.stepping().number = number;
                step
            }
            (_, None) if then == Then::Stop => return Ok(None),
            (_, None) => match self.first_to_go_on(&able) {
                Some(thread) => plain(thread),
                None => return Ok(None),
            },
        };
        self.stepping().granted = Some(step);
        Ok(Some(step.thread))
    }

    /// The first thread that does not wait in a loop. A thread that has run many rounds comes last,
    /// unless it made the last step: threads that poll the same lock would take turns otherwise, and
    /// none would run several rounds in a row.
    fn first_to_go_on(&self, able: &[u8]) -> Option<u8> {
        let last = self.stepped_order().last().map(|id| id.thread);
        let goes_on = able.iter().filter(|&&t| self.vain_round(t).is_none());
        goes_on
            .copied()
            .min_by_key(|&t| last != Some(t) && self.has_gone_round(t))
    }

    /// Whether main's next operation has a choice even though main is alone: a notification that
    /// may wake one of several threads, an access that may miss newer writes, or an operation with
    /// a spurious wake-up or failure.
    fn main_chooses(&self) -> bool {
        let Some(operation) = self.threads[0].pending else {
            return false;
        };
        if operation.action == OfCondvar::NotifyOne {
            return self.graph.newest_value(operation.object).count_ones() > 1;
        }
        if operation.action.may_be_spurious() {
            return true;
        }
        let before = self.graph.known_by(0, self.graph.threads[0].len());
        let object = operation.object;
        self.graph.may_pass(&operation)
            && (self.graph.object(object).coherence.len() > self.graph.lower_bound(object, &before)
                || self.graph.departures(object).any(|d| !before.holds(d)))
    }

    fn check_step(&self, step: Step, number: usize, able: &[u8]) -> Result<(), String> {
        let name = letter(usize::from(step.thread));
        let record = self.threads.get(usize::from(step.thread));
        let returns = step.mark == Some(Mark::Spurious) && self.could_return(step.thread);
        if able.contains(&step.thread) || returns {
            return Ok(());
        }
        let why = match record.map(|r| r.status) {
            None => "has not been spawned",
            Some(Status::Finished) => "has come to its end",
            Some(Status::Panicked) => "has panicked",
            _ => "waits",
        };
        let others: String = able.iter().map(|&t| letter(usize::from(t))).collect();
        let can = if others.is_empty() {
            "no thread can move there".to_owned()
        } else {
            format!("able to move there: {others}")
        };
        Err(format!(
            "step {number} of the schedule is {name}, but thread {name} {why}; {can}"
        ))
    }

    /// The steps that a thread can make now, each with the value that it would read. The step
    /// without a mark comes first, if the thread can move; then come those with a mark.
    pub(in crate::explore) fn steps_of(&mut self, thread: u8) -> Vec<(Step, u64)> {
        let Some(operation) = self.threads[usize::from(thread)].pending else {
            return Vec::new();
        };
        let mut marks = Vec::new();
        if self.can_step(thread) {
            marks.push(None);
            marks.extend(self.marks_of(&operation).into_iter().map(Some));
        } else if operation.action.chooses_to_wait() {
            marks.push(Some(Mark::Spurious));
        }
        let mut steps = Vec::new();
        for mark in marks {
            let graph = self.graph.clone();
            let added = self.add_marked(thread, operation, mark);
            let after = std::mem::replace(&mut self.graph, graph);
            if let Ok(id) = added {
                steps.push((Step { thread, mark }, after.node(id).read));
            }
        }
        steps
    }
}

/// Whether the operation takes a place in the chain of a bounded channel, even if it is no step.
pub(super) fn is_of_a_chain(operation: &Label) -> bool {
    matches!(operation.action, Action::Bounded(action) if action.is_in_chain())
}
