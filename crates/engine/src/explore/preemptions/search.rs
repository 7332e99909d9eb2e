//! The search: makes the pending steps, and records their results.

use std::sync::Arc;

use super::fingerprint::Fingerprint;
use super::states::{Arrival, Route, States};
use crate::explore::drive::{self, Budget, Collection, Found, Meter, Program, Runs, Watch};
use crate::explore::example::Order;
use crate::explore::graph::{Graph, Rules};
use crate::explore::limits::{MemoryModel, StoppedBy};
use crate::explore::runtime::{Decision, Ending, Learned, Move, Runner, State};
use crate::explore::schedule::Step;
use crate::explore::settings::Settings;

/// Searches `program` up to this many preemptions.
pub(in crate::explore) fn search(
    settings: &Settings,
    bound: usize,
    program: Arc<dyn Program>,
) -> Found {
    let (settings, budget) = (settings.clone(), settings.budget());
    drive::learning(Learned::default(), move |learned| {
        let mut search = Search::new(&settings, bound, budget.clone(), learned);
        let stop = search.run(&mut *program.clone().runs()).err();
        search.finish(stop, &budget)
    })
}

/// The reasons to end the search early.
enum Stop {
    By(StoppedBy),
    /// The search learned something about the program, and has to start again.
    Restart,
}

struct Search {
    rules: Rules,
    bound: usize,
    max_executions: u64,
    stops_at_failure: bool,
    watch: Option<Watch>,
    meter: Meter,
    /// Runs every walk from the program's beginning.
    runner: Runner,
    states: States,
    collection: Collection,
    preemptions: Option<usize>,
}

/// The end of a walk.
struct Walk {
    ending: Ending,
    steps: Vec<Step>,
    /// Whether the walk stopped at a known state.
    cut: bool,
    full: bool,
}

impl Search {
    fn new(settings: &Settings, bound: usize, budget: Arc<Budget>, learned: Learned) -> Self {
        // A walk reads the newest values under any model. The model decides where main has a
        // choice that needs a letter, and a replay of the schedule uses RC11.
        let model = MemoryModel::Rc11;
        let rules = Rules {
            model,
            ..settings.rules
        };
        if let Some(watch) = &settings.watch {
            watch.begin();
        }
        let state = State::new(Graph::new(rules), settings.max_steps, learned);
        Self {
            rules,
            bound,
            max_executions: settings.max_executions,
            stops_at_failure: settings.stop_at_first_failure,
            watch: settings.watch.clone(),
            meter: Meter::new(budget),
            runner: Runner::new(state),
            states: States::new(settings.max_memory),
            collection: Collection::new(settings.notes()),
            preemptions: None,
        }
    }

    /// The results. The error says that the search has to start again, with the knowledge in it.
    fn finish(self, stop: Option<Stop>, budget: &Budget) -> Result<Found, Learned> {
        let stopped_by = match stop {
            Some(Stop::Restart) => {
                return Err(self.runner.engine.state.borrow_mut().take_learned());
            }
            Some(Stop::By(why)) => Some(why),
            None => None,
        };
        Ok(Found {
            collection: self.collection,
            stopped_by,
            preemptions: self.preemptions,
            processor_time: budget.spent(),
        })
    }

    /// Makes all steps. The error is the reason for an early end, for example the bound.
    fn run(&mut self, runs: &mut dyn Runs) -> Result<(), Stop> {
        loop {
            while let Some(route) = self.states.next() {
                if let Some(limit) = self.limit() {
                    return Err(Stop::By(limit));
                }
                self.make(route, runs)?;
            }
            self.preemptions = Some(self.states.preemptions());
            if !self.states.go_on() {
                return Ok(());
            }
            if self.states.preemptions() > self.bound {
                return Err(Stop::By(StoppedBy::Preemptions(self.bound)));
            }
        }
    }

    fn limit(&mut self) -> Option<StoppedBy> {
        if self.collection.executions >= self.max_executions {
            return Some(StoppedBy::Executions(self.max_executions));
        }
        if self.watch.as_ref().is_some_and(Watch::is_interrupted) {
            return Some(StoppedBy::Interrupted);
        }
        self.meter.limit()
    }

    /// Makes a step, and continues from there as long as that costs no preemption and reaches new
    /// states.
    fn make(&mut self, route: Route, runs: &mut dyn Runs) -> Result<(), Stop> {
        let walk = self.walk(route, runs.main());
        match &walk.ending {
            Ending::Restart => return Err(Stop::Restart),
            Ending::Stopped(limit) => return Err(Stop::By(limit.clone())),
            _ if walk.full => return Err(Stop::By(StoppedBy::Memory)),
            _ => {}
        }
        let mut state = self.runner.engine.state.borrow_mut();
        self.collection.gave_up_a_loop |= state.has_given_up_a_loop();
        drop(state);
        let stops = !walk.cut && self.note(&walk, runs);
        self.runner.clear();
        if self.runner.engine.state.borrow().must_restart() {
            return Err(Stop::Restart);
        }
        if stops {
            return Err(Stop::By(StoppedBy::Failure));
        }
        match self.runner.has_leaked_much() {
            true => Err(Stop::By(StoppedBy::Memory)),
            false => Ok(()),
        }
    }

    fn walk(&mut self, route: Route, body: Box<dyn FnOnce()>) -> Walk {
        let Self { runner, states, .. } = self;
        let mut walk = Walker {
            states,
            made: 0,
            at: route.from,
            steps: route.steps,
            moves: Vec::new(),
            cut: false,
            full: false,
        };
        let ending = runner.walk(Graph::new(self.rules), body, &mut |state| {
            walk.choose(state)
        });
        Walk {
            ending,
            steps: walk.steps,
            cut: walk.cut,
            full: walk.full,
        }
    }

    /// Records the execution that the walk has finished. Returns whether that ends the search.
    fn note(&mut self, walk: &Walk, runs: &mut dyn Runs) -> bool {
        let value = runs.outcome();
        if let Some(watch) = &self.watch {
            watch.count(0.0);
        }
        let state = self.runner.engine.state.borrow();
        let order = self.order(&state, &walk.steps);
        let failed = self
            .collection
            .add(&state, &walk.ending, value, Some(&order));
        drop(state);
        let changed = matches!(walk.ending, Ending::Changed(_));
        if changed || failed && self.stops_at_failure {
            return true;
        }
        let first = value.is_some_and(|value| self.collection.is_first(value));
        first && self.changes(walk, value, runs)
    }

    /// The order of a walk that made these steps. A spurious step counted as a preemption in the
    /// search, and is none in the order.
    fn order(&self, state: &State, steps: &[Step]) -> Order {
        let spurious = state.graph.spurious_steps();
        let preemptions = self.states.preemptions().saturating_sub(spurious);
        Order::as_walked(state.stepped_order(), steps, preemptions)
    }

    /// Runs again an execution that was the first to return its value; returns whether the program
    /// behaves differently.
    fn changes(&mut self, walk: &Walk, value: Option<usize>, runs: &mut dyn Runs) -> bool {
        let before = Fingerprint::of(&self.runner.engine.state.borrow().graph);
        self.runner.clear();
        let mut steps = walk.steps.as_slice();
        let mut ending =
            self.runner.walk(
                Graph::new(self.rules),
                runs.main(),
                &mut |state| match steps.split_off_first() {
                    Some(&step) => repeat(state, step, steps),
                    None => Decision::Stop,
                },
            );
        let mut state = self.runner.engine.state.borrow_mut();
        if state.must_restart() {
            return false;
        }
        state.note_spinning();
        let same = Fingerprint::of(&state.graph) == before;
        if !matches!(ending, Ending::Changed(_)) && (!same || runs.outcome() != value) {
            ending = Ending::Changed(CHANGED.to_owned());
        }
        if !matches!(ending, Ending::Changed(_)) {
            return false;
        }
        let order = self.order(&state, &walk.steps);
        self.collection.add(&state, &ending, None, Some(&order));
        true
    }
}

/// The sentence about a program that behaves differently in its second run.
const CHANGED: &str = "the program did something else, or returned something else, though its \
                       threads took the same turns; an explored program may depend on nothing \
                       but its schedule (no time, randomness, addresses, hash order, \
                       thread_local! or input)";

/// A walk: first along its route, and then into new states.
struct Walker<'s> {
    states: &'s mut States,
    /// The number of steps so far.
    made: usize,
    steps: Vec<Step>,
    /// The state from which the next step is new, after the walk has followed its route.
    at: Option<u32>,
    moves: Vec<Move>,
    cut: bool,
    full: bool,
}

impl Walker<'_> {
    fn choose(&mut self, state: &mut State) -> Decision {
        if let Some(&step) = self.steps.get(self.made) {
            // The last step of the route is the new one.
            let at = self.at.filter(|_| self.made + 1 == self.steps.len());
            if at.is_some_and(|at| !self.states.is(at, Fingerprint::of(&state.graph))) {
                return Decision::Changed(CHANGED.to_owned());
            }
            self.made += 1;
            return repeat(state, step, &self.steps[self.made..]);
        }
        state.moves(&mut self.moves);
        let by = self.at.zip(self.steps.last().copied());
        let arrival = self
            .states
            .arrive(Fingerprint::of(&state.graph), by, &self.moves);
        self.cut = matches!(arrival, Arrival::Known | Arrival::Full);
        self.full = arrival == Arrival::Full;
        let last = self.steps.last().map(|step| step.thread);
        let Some((at, step)) = self.states.put_off(arrival, last, &self.moves) else {
            // Steps that cost a preemption may be left, such as a spurious wake-up.
            if !self.cut {
                state.note_spinning();
            }
            return Decision::Stop;
        };
        self.at = Some(at);
        self.steps.push(step);
        self.made += 1;
        repeat(state, step, &[])
    }
}

/// Decides to repeat a step, before the `rest` of the route.
fn repeat(state: &mut State, step: Step, rest: &[Step]) -> Decision {
    if !state.can_make(step) {
        return Decision::Changed(CHANGED.to_owned());
    }
    state.note_alone(step, rest);
    Decision::Step(step)
}
