//! One OS thread of an exploration.

use std::sync::Arc;

use super::budget::Meter;
use super::collect::Collection;
use super::program::Runs;
use super::sharing::{Shared, Stop};
use crate::explore::graph::Graph;
use crate::explore::limits::StoppedBy;
use crate::explore::runtime::{Ending, Learned, Runner, State, Trial};

/// One OS thread of an exploration.
pub(super) struct Worker {
    shared: Arc<Shared>,
    runner: Runner,
    collection: Collection,
    meter: Meter,
}

impl Worker {
    pub(super) fn new(shared: Arc<Shared>, learned: Learned) -> Self {
        let settings = &shared.settings;
        let state = State::new(Graph::new(settings.rules), settings.max_steps, learned);
        Self {
            runner: Runner::new(state),
            collection: Collection::new(settings.notes()),
            meter: Meter::new(shared.budget.clone()),
            shared,
        }
    }

    /// Explores until no work is left, here or in other workers.
    pub(super) fn work(&mut self, runs: &mut dyn Runs) {
        while let Some(graph) = self.next_graph() {
            let ending = self.runner.run(graph, runs.main());
            if ending == Ending::Again {
                self.run_on();
                continue;
            }
            if self.halts_at(&ending) {
                return;
            }
            let value = runs.outcome();
            self.tell_watch();
            let state = self.runner.engine.state.borrow();
            let before = self.looked_at();
            let mut failed = self.collection.add(&state, &ending, value, None);
            drop(state);
            let first = value.is_some_and(|value| self.collection.is_first(value));
            let ending = match first || self.has_new_statics(&ending) {
                true => self.run_again(value, runs),
                false => ending,
            };
            if self.halts_at(&ending) {
                return;
            }
            failed |= matches!(ending, Ending::Changed(_));
            let settings = &self.shared.settings;
            if matches!(ending, Ending::Changed(_)) || failed && settings.stop_at_first_failure {
                return self.shared.halt(Stop::By(StoppedBy::Failure));
            }
            if self.looked_at() > before {
                self.shared.count();
            }
            if !self.clear_and_try(&ending, value, runs) {
                return self.shared.halt(Stop::Restart);
            }
            if self.runner.has_leaked_much() {
                return self.shared.halt(Stop::By(StoppedBy::Memory));
            }
            self.share();
        }
    }

    /// The number of executions that count towards the limit.
    fn looked_at(&self) -> u64 {
        let discarded = match self.shared.settings.counts_discarded {
            true => self.collection.discarded,
            false => 0,
        };
        self.collection.executions + discarded
    }

    /// Runs the execution again from its graph, and continues from there.
    fn run_on(&mut self) {
        self.runner.clear();
        self.runner.engine.state.borrow_mut().put_back();
    }

    /// Stops the exploration if it cannot continue after an execution with this ending.
    fn halts_at(&mut self, ending: &Ending) -> bool {
        let stop = match ending {
            Ending::Restart => Stop::Restart,
            Ending::Stopped(limit) => Stop::By(limit.clone()),
            _ => return false,
        };
        if let Ending::Stopped(StoppedBy::Steps(_)) = ending {
            let state = self.runner.engine.state.borrow();
            self.collection.note_too_long(&state.graph);
        }
        self.shared.halt(stop);
        true
    }

    fn tell_watch(&self) {
        if let Some(watch) = &self.shared.settings.watch {
            let mut state = self.runner.engine.state.borrow_mut();
            watch.count(state.work.take_share());
        }
    }

    /// Whether the execution with this ending was the first to use some static. A second run must
    /// use the same statics.
    fn has_new_statics(&self, ending: &Ending) -> bool {
        let fails = matches!(ending, Ending::Panicked | Ending::Deadlock);
        (fails || *ending == Ending::Complete)
            && self.runner.engine.state.borrow().has_new_statics()
    }

    /// Runs an execution again if it was the first to return its value or to use a static: the
    /// second run must behave the same.
    fn run_again(&mut self, value: Option<usize>, runs: &mut dyn Runs) -> Ending {
        let graph = self.runner.engine.state.borrow_mut().copy_graph();
        self.runner.clear();
        let mut ending = self.runner.run(graph, runs.main());
        if ending == Ending::Complete && runs.outcome() != value {
            let demand = self.runner.engine.state.borrow().demand();
            ending = Ending::Changed(format!(
                "the program returned something else though it read the same values; {demand}"
            ));
        }
        if let Ending::Changed(_) = ending {
            let state = self.runner.engine.state.borrow();
            self.collection.add(&state, &ending, None, None);
        }
        ending
    }

    /// Finishes the execution with this ending and value, and runs the trials of loops that it
    /// allows. Returns `false` if the exploration has to start again.
    fn clear_and_try(
        &mut self,
        ending: &Ending,
        value: Option<usize>,
        runs: &mut dyn Runs,
    ) -> bool {
        let untried = match ending {
            Ending::Discarded => self.runner.engine.state.borrow().untried(),
            _ => None,
        };
        self.runner.clear();
        if let Some(thread) = untried {
            let trial = self.runner.engine.state.borrow_mut().without_rounds(thread);
            // Main may have returned before the thread that waits has reached its end.
            let value = value.or_else(|| runs.outcome());
            return trial.is_none_or(|trial| self.makes_no_difference(trial, value, runs));
        }
        if *ending != Ending::Complete {
            return true;
        }
        loop {
            let trial = self.runner.engine.state.borrow_mut().with_round();
            let Some(trial) = trial else {
                return true;
            };
            if !self.makes_no_difference(trial, value, runs) {
                return false;
            }
        }
    }

    /// Runs a trial along an execution that returned this value. Returns `false` if the
    /// exploration has to start again.
    fn makes_no_difference(
        &mut self,
        trial: (Graph, Trial),
        value: Option<usize>,
        runs: &mut dyn Runs,
    ) -> bool {
        let same = self.runner.try_out(trial, runs.main()) && runs.outcome() == value;
        let mut state = self.runner.engine.state.borrow_mut();
        state.judge_trial(same);
        let goes_on = !state.must_restart();
        drop(state);
        self.runner.clear();
        goes_on
    }

    /// The next graph to continue, unless a limit has been reached.
    fn next_graph(&mut self) -> Option<Graph> {
        if self.shared.is_halted() {
            return None;
        }
        let mut state = self.runner.engine.state.borrow_mut();
        if self.shared.only_tries && !state.has_trials_to_make() {
            self.shared.halt(Stop::Tried);
            return None;
        }
        let graph = match state.work.pop() {
            Some(graph) => graph,
            None => {
                state.work.push(self.shared.take()?);
                state.work.pop()?
            }
        };
        if let Some(limit) = self.shared.limit().or_else(|| self.meter.limit()) {
            self.shared.halt(Stop::By(limit));
            return None;
        }
        Some(graph)
    }

    /// Gives the older half of the work to workers that have none: these graphs have the most
    /// executions ahead of them.
    fn share(&mut self) {
        if self.shared.is_wanted() {
            let mut state = self.runner.engine.state.borrow_mut();
            let half = state.work.len() / 2;
            if half > 0 {
                self.shared.give(state.work.take_oldest(half));
            }
        }
    }

    pub(super) fn finish(self) -> (Collection, Learned) {
        let learned = self.runner.engine.state.borrow_mut().take_learned();
        (self.collection, learned)
    }
}
