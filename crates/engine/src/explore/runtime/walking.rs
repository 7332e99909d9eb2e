//! Walking: a search chooses each step in turn, under sequential consistency.
//!
//! A thread counts as waiting in a loop after a hundred rounds with the same reads: a loop that
//! tries a few times and gives up is no livelock.

use super::ending::Ending;
use super::run::Runner;
use super::state::{Phase, State, Stepping};
use super::thread::Status;
use crate::explore::graph::{Graph, Label, OfCondvar};
use crate::explore::schedule::{Mark, Step};

/// A step that a thread can make.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Move {
    pub(in crate::explore) step: Step,
    /// Whether moving another thread instead is a preemption, because this thread could continue.
    pub(in crate::explore) goes_on: bool,
}

/// The decision of a search at a state.
pub(in crate::explore) enum Decision {
    Step(Step),
    /// The walk ends here.
    Stop,
    /// The program behaves differently each time; the reason.
    Changed(String),
}

impl Runner {
    /// Runs `body` as the main thread. `choose` names the step at each state, until it stops the
    /// walk or no thread can move.
    pub(in crate::explore) fn walk(
        &mut self,
        graph: Graph,
        body: Box<dyn FnOnce()>,
        choose: &mut dyn FnMut(&mut State) -> Decision,
    ) -> Ending {
        let stepping = Stepping {
            walks: true,
            ..Stepping::default()
        };
        self.begin(graph, body, Phase::Stepping(stepping));
        self.within(|runner| {
            if !runner.is_over() {
                runner.resume(0);
            }
            while !runner.is_over() {
                let automatic = runner.engine.state.borrow().automatic_thread();
                if let Some(thread) = automatic {
                    runner.resume(thread);
                    continue;
                }
                let mut state = runner.engine.state.borrow_mut();
                let step = match choose(&mut state) {
                    Decision::Step(step) => step,
                    Decision::Stop => break,
                    Decision::Changed(why) => {
                        state.fault = Some(why);
                        break;
                    }
                };
                state.stepping().granted = Some(step);
                drop(state);
                runner.resume(step.thread);
            }
            let mut state = runner.engine.state.borrow_mut();
            if let Some(error) = state.take_step_error() {
                state.fault.get_or_insert(error);
            }
            state.ending()
        })
    }
}

impl State {
    /// The possible steps now under sequential consistency, by thread. The steps of a thread with
    /// a mark follow its step without one. A thread that seems to wait in a loop has none.
    pub(in crate::explore) fn moves(&mut self, moves: &mut Vec<Move>) {
        moves.clear();
        for thread in self.thread_numbers() {
            let record = &self.threads[usize::from(thread)];
            let Some(operation) = record.pending.filter(|_| record.status == Status::Live) else {
                continue;
            };
            let can_step = self.can_step(thread);
            let able = can_step && self.vain_round(thread).is_none();
            if can_step && !able {
                self.stepping().gives_up = true;
            }
            if able {
                let step = Step { thread, mark: None };
                let goes_on = operation.action != OfCondvar::WakeTimed;
                moves.push(Move { step, goes_on });
            }
            let marks = self.marks_of(&operation).into_iter();
            for mark in marks.filter(|&mark| self.may_choose(thread, &operation, mark, able)) {
                let step = Step {
                    thread,
                    mark: Some(mark),
                };
                let goes_on = false;
                moves.push(Move { step, goes_on });
            }
        }
    }

    /// Whether a thread can make its step with this mark. `able` says whether it can make the step
    /// without a mark.
    fn may_choose(&self, thread: u8, operation: &Label, mark: Mark, able: bool) -> bool {
        match mark {
            Mark::Woke(_) => able,
            Mark::Spurious if !self.graph.rules.spurious => false,
            Mark::Spurious if operation.action.chooses_to_wait() => {
                !self.failed_spuriously(thread, operation.object, operation.place)
            }
            Mark::Spurious => {
                let read = self.graph.newest_value(operation.object);
                able && operation.action.alternatives(read, true) > 1
            }
            Mark::Older(_) | Mark::Behind(_) => false,
        }
    }

    /// Notes that main's next step has no letter in the schedule, if no other thread can move: no
    /// other thread is able to, and `rest` gives no waiting thread a spurious wake-up.
    pub(in crate::explore) fn note_alone(&mut self, step: Step, rest: &[Step]) {
        let others = || self.thread_numbers().skip(1);
        let returns = |thread: u8| {
            let next = rest.iter().find(|step| step.thread == thread);
            self.could_return(thread) && next.is_some_and(|s| s.mark == Some(Mark::Spurious))
        };
        let alone = step.thread == 0
            && !others().any(|thread| self.can_step(thread))
            && !others().any(returns);
        self.stepping().alone = alone;
    }

    /// Whether the thread can make this step now.
    pub(in crate::explore) fn can_make(&self, step: Step) -> bool {
        let there = usize::from(step.thread) < self.threads.len();
        let returns = step.mark == Some(Mark::Spurious) && self.could_return(step.thread);
        there && (returns || self.can_step(step.thread))
    }

    /// Whether the walk has given up a thread that seems to wait in a loop.
    pub(in crate::explore) fn has_given_up_a_loop(&mut self) -> bool {
        self.stepping().gives_up
    }
}
