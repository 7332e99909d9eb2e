//! The state space: the states, the steps between them, and how each path ends. A player is the
//! scheduler here: the steps are those that a game offers.
//!
//! Each state represents one execution graph, as in the state graph, so no path leads back to a
//! state. The graph alone determines the states that are still reachable.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Debug;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Bounds;
use crate::explore::drive::{self, Meter, Numbered, Program, Runs, failed_kinds};
use crate::explore::example;
use crate::explore::exploration::FailureKind;
use crate::explore::graph::{Graph, Rules};
use crate::explore::preemptions::Fingerprint;
use crate::explore::runtime::{Ending, Learned, Runner, State, Then};
use crate::explore::schedule::{Mark, Schedule, Step};
use crate::explore::settings::Explorer;
use crate::sort;

/// The states that a player can reach, from [`Explorer::state_space`].
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct StateSpace<O> {
    /// The reason why the search stopped early, in words.
    pub stopped_by: Option<String>,
    /// The states. The first is the program's beginning.
    pub states: Vec<SpaceState>,
    /// The values that the program returned: each outcome once.
    pub outcomes: Vec<O>,
    /// The names of the objects that a thread uses on some way to an end. A program may create
    /// others, which no way uses.
    pub used: BTreeSet<String>,
}

/// A state of a [`StateSpace`]. It agrees with the [`Situation`](crate::explore::Situation) there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpaceState {
    /// Whether no thread can make another step.
    pub over: bool,
    /// The value that the program returned, as a position in [`StateSpace::outcomes`].
    pub outcome: Option<usize>,
    /// The kinds of failures on the way here, each once. A deadlock or a livelock is among them
    /// only if the execution is over.
    pub failures: Vec<FailureKind>,
    /// The possible steps, by thread, each with the position of the next state.
    pub steps: Vec<(Step, usize)>,
}

/// The number of steps to a goal; `None` if no way leads there.
pub type Distance = Option<usize>;

impl<O> StateSpace<O> {
    /// Whether these are all states that the steps reach.
    pub fn is_complete(&self) -> bool {
        self.stopped_by.is_none()
    }

    /// The state after these steps; `None` if a step is not offered.
    pub fn after(&self, steps: &[Step]) -> Option<usize> {
        let first = (!self.states.is_empty()).then_some(0);
        steps.iter().fold(first, |state, step| {
            let offered = &self.states[state?].steps;
            offered.iter().find(|(s, _)| s == step).map(|&(_, to)| to)
        })
    }

    /// For each state, the number of steps on a shortest way to a state that is `wanted`. A way
    /// continues through no state that `ends`, and consists of steps that it `takes`.
    pub fn distances(
        &self,
        wanted: impl Fn(&SpaceState) -> bool,
        ends: impl Fn(&SpaceState) -> bool,
        takes: impl Fn(Step) -> bool,
    ) -> Vec<Distance> {
        let mut before = vec![Vec::new(); self.states.len()];
        for (from, state) in self.states.iter().enumerate() {
            let steps = state.steps.iter().filter(|(step, _)| takes(*step));
            for &(_, to) in steps.filter(|_| !ends(state)) {
                before[to].push(from);
            }
        }
        let mut distances = vec![None; self.states.len()];
        let mut queue = VecDeque::new();
        for (at, state) in self.states.iter().enumerate() {
            if wanted(state) {
                distances[at] = Some(0);
                queue.push_back((at, 0));
            }
        }
        while let Some((at, distance)) = queue.pop_front() {
            for &from in &before[at] {
                if distances[from].is_none() {
                    distances[from] = Some(distance + 1);
                    queue.push_back((from, distance + 1));
                }
            }
        }
        distances
    }

    /// For each state, whether every way from it reaches one of `these`. True for these states
    /// themselves.
    pub fn inevitable(&self, these: impl Fn(&SpaceState) -> bool) -> Vec<bool> {
        let mut open: Vec<usize> = self.states.iter().map(|state| state.steps.len()).collect();
        let mut before = vec![Vec::new(); self.states.len()];
        for (from, state) in self.states.iter().enumerate() {
            for &(_, to) in &state.steps {
                before[to].push(from);
            }
        }
        let mut inevitable: Vec<bool> = self.states.iter().map(&these).collect();
        let mut ready: Vec<usize> = (0..open.len()).filter(|&at| inevitable[at]).collect();
        while let Some(at) = ready.pop() {
            for &from in &before[at] {
                open[from] -= 1;
                if open[from] == 0 && !inevitable[from] {
                    inevitable[from] = true;
                    ready.push(from);
                }
            }
        }
        inevitable
    }
}

impl Explorer {
    /// Finds every state that a player can reach. The player chooses among the obvious steps and
    /// the notified waiters, and under `weak` memory among older values and places too. As [`look`](Self::look), it follows RC11, and
    /// offers spurious steps if [`spurious`](Self::spurious) is on. It stops at `max_states`
    /// states, after [`max_duration`](Self::max_duration), or at [`max_steps`](Self::max_steps).
    ///
    /// ```
    /// use racelab::explore::Explorer;
    /// use racelab::sync::{Arc, cell::PlainCell, thread};
    ///
    /// let space = Explorer::new().state_space(1_000, false, || {
    ///     let x = Arc::new(PlainCell::new(0));
    ///     let threads = [1, 2].map(|d| {
    ///         let x = x.clone();
    ///         thread::spawn(move || x.set(x.get() + d))
    ///     });
    ///     for thread in threads {
    ///         thread.join().unwrap();
    ///     }
    ///     x.get()
    /// });
    /// assert!(space.is_complete());
    /// let lost = space.outcomes.iter().position(|&x| x == 1);
    /// let distances = space.distances(|state| state.outcome == lost, |_| false, |_| true);
    /// assert_eq!(distances[0], Some(4));
    /// // When A has read and written, B can only read what A wrote.
    /// let late = space.after("A2".parse::<racelab::explore::Schedule>()?.steps());
    /// assert_eq!(distances[late.unwrap()], None);
    /// # Ok::<(), racelab::explore::ScheduleError>(())
    /// ```
    pub fn state_space<O, F>(&self, max_states: usize, weak: bool, program: F) -> StateSpace<O>
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        let program = Numbered::new(program);
        let bounds = Bounds::of(&self.settings, max_states);
        let (states, used, stopped_by) =
            Search::all(self.settings.rules, bounds, weak, program.clone());
        let mut outcomes: Vec<(O, usize)> = program.values().into_iter().collect();
        sort::by_key(&mut outcomes, |&(_, number)| number);
        StateSpace {
            stopped_by,
            states,
            outcomes: outcomes.into_iter().map(|(outcome, _)| outcome).collect(),
            used,
        }
    }
}

struct Search {
    rules: Rules,
    /// Runs every schedule again from the program's beginning.
    runner: Runner,
    weak: bool,
    known: FxHashMap<Fingerprint, usize>,
    states: Vec<SpaceState>,
    /// For each state, the state and the step that led there first.
    reached_by: Vec<Option<(usize, Step)>>,
    used: BTreeSet<String>,
}

/// The states, the names of the objects in use, and the reason why the search stopped early.
type Found = (Vec<SpaceState>, BTreeSet<String>, Option<String>);

impl Search {
    /// All states of a program.
    fn all(rules: Rules, bounds: Bounds, weak: bool, program: Arc<dyn Program>) -> Found {
        drive::learning(Learned::default(), move |learned| {
            let search = Self::new(rules, &bounds, learned, weak);
            search.run(&bounds, &mut *program.clone().runs())
        })
    }

    fn new(rules: Rules, bounds: &Bounds, learned: Learned, weak: bool) -> Self {
        let state = State::new(Graph::new(rules), bounds.steps, learned);
        Self {
            rules,
            runner: Runner::new(state),
            weak,
            known: FxHashMap::default(),
            states: Vec::new(),
            reached_by: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    /// Finds the states. The error says that the search has to start again, with the knowledge in
    /// it.
    fn run(mut self, bounds: &Bounds, runs: &mut dyn Runs) -> Result<Found, Learned> {
        let stopped = self.search(bounds, runs).err();
        let mut state = self.runner.engine.state.borrow_mut();
        if stopped.is_some() && state.must_restart() {
            return Err(state.take_learned());
        }
        drop(state);
        Ok((self.states, self.used, stopped))
    }

    fn search(&mut self, bounds: &Bounds, runs: &mut dyn Runs) -> Result<(), String> {
        let mut meter = Meter::new(bounds.budget.clone());
        self.arrive(None, bounds, runs)?;
        let mut from = 0;
        while from < self.states.len() {
            // The targets of the steps are filled in below.
            for at in 0..self.states[from].steps.len() {
                if let Some(limit) = meter.limit() {
                    return Err(limit.to_string());
                }
                let (step, _) = self.states[from].steps[at];
                let to = self.arrive(Some((from, step)), bounds, runs)?;
                self.states[from].steps[at].1 = to;
            }
            from += 1;
        }
        Ok(())
    }

    /// Makes the step, and returns the position of the next state.
    fn arrive(
        &mut self,
        by: Option<(usize, Step)>,
        bounds: &Bounds,
        runs: &mut dyn Runs,
    ) -> Result<usize, String> {
        let schedule = Schedule::new(self.steps_to(by));
        let how = (&schedule, Then::Stop);
        let ending = drive::step(&mut self.runner, self.rules, runs, how);
        match &ending {
            Ending::Misfit(why) | Ending::Changed(why) => return Err(why.clone()),
            Ending::Stopped(limit) => return Err(limit.to_string()),
            Ending::Restart => return Err("it begins anew".to_owned()),
            _ if self.runner.has_leaked_much() => return Err("memory".to_owned()),
            _ => {}
        }
        let mut state = self.runner.engine.state.borrow_mut();
        let fingerprint = Fingerprint::of(&state.graph);
        let known = self.known.get(&fingerprint).copied();
        let offered = |mark: Mark| mark.is_offered(self.weak, self.rules.spurious);
        let new = known.is_none().then(|| tell(&mut state, &ending, offered));
        if new.as_ref().is_some_and(|new| new.over) {
            self.used.extend(example::used(&state));
        }
        drop(state);
        let returned = runs.outcome();
        self.runner.clear();
        let Some(mut new) = new else {
            return Ok(known.unwrap_or_default());
        };
        if self.states.len() >= bounds.states {
            return Err(format!("there are more than {} states", bounds.states));
        }
        new.outcome = returned.filter(|_| {
            // After a data race the program continues, so its outcome counts.
            new.over && new.failures.iter().all(|f| *f == FailureKind::DataRace)
        });
        let number = self.states.len();
        self.known.insert(fingerprint, number);
        self.states.push(new);
        self.reached_by.push(by);
        Ok(number)
    }

    fn steps_to(&self, mut by: Option<(usize, Step)>) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Some((from, step)) = by {
            steps.push(step);
            by = self.reached_by[from];
        }
        steps.reverse();
        steps
    }
}

/// The description of the state that was just reached, without the outcome.
fn tell(state: &mut State, ending: &Ending, offered: impl Fn(Mark) -> bool) -> SpaceState {
    let (mut over, mut steps) = (true, Vec::new());
    for thread in state.thread_numbers() {
        for (step, _) in state.steps_of(thread) {
            over &= step.mark.is_some();
            if step.mark.is_none_or(&offered) {
                steps.push((step, 0));
            }
        }
    }
    if over {
        steps.clear();
    }
    SpaceState {
        over,
        outcome: None,
        failures: failed_kinds(state, ending, over),
        steps,
    }
}
