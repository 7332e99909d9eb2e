//! The search for the states, breadth first.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::sync::Arc;

use super::told::{cells, held, thread_states};
use super::{Activity, StateFailure, StateGraph, StateNode, StateStep};
use crate::explore::drive::{
    Budget, Meter, Program, Runs, ending_at, learning, step, stepped, stepped_failures,
};
use crate::explore::example::standings;
use crate::explore::execution::Event;
use crate::explore::graph::{Action, Graph, OfThread, Rules};
use crate::explore::limits::StoppedBy;
use crate::explore::runtime::{Ending, Learned, Runner, State, Then};
use crate::explore::schedule::{Mark, Schedule, Step, letter};
use crate::explore::settings::Settings;
use crate::explore::situation::Standing;

/// The limits at which the search ends early.
#[derive(Clone, Debug)]
pub(in crate::explore) struct Bounds {
    pub(in crate::explore) states: usize,
    pub(in crate::explore) steps: usize,
    pub(in crate::explore) budget: Arc<Budget>,
}

impl Bounds {
    /// The limits of a search that begins now.
    pub(in crate::explore) fn of(settings: &Settings, states: usize) -> Self {
        Self {
            states,
            steps: settings.max_steps,
            budget: settings.budget(),
        }
    }
}

/// The schedule near which the requested states lie.
#[derive(Clone, Debug)]
pub(in crate::explore) struct Around {
    pub(in crate::explore) schedule: Schedule,
    /// The greatest number of steps by which a state may be away from the schedule.
    pub(in crate::explore) radius: usize,
}

/// Finds the states of a program, or those `around` a schedule.
pub(in crate::explore) fn graph(
    (rules, weak): (Rules, bool),
    bounds: Bounds,
    around: Option<Around>,
    program: Arc<dyn Program>,
) -> StateGraph {
    learning(Learned::default(), move |learned| {
        let search = Search::new((rules, weak), &bounds, learned);
        search.all(&bounds, around.as_ref(), &mut *program.clone().runs())
    })
}
struct Search {
    rules: Rules,
    /// Whether a read may return an older value, and a write take an earlier place.
    weak: bool,
    /// Runs every schedule again from the program's beginning.
    runner: Runner,
    /// The numbers of the states, by their execution graphs.
    known: HashMap<String, usize>,
    /// For each state, the steps that lead out of it.
    choices: Vec<Vec<Step>>,
    /// For each state, the number of events at the end of its schedule.
    lengths: Vec<usize>,
    /// For each state, the number of steps that it is away from the requested schedule.
    away: Vec<usize>,
    /// The names of the objects of all steps.
    used: BTreeSet<String>,
    graph: StateGraph,
}

/// The state that the search has just reached.
struct Arrival {
    key: String,
    node: StateNode,
    choices: Vec<Step>,
    /// The events so far.
    events: Vec<Event>,
    objects: Vec<String>,
}

impl Search {
    fn new((rules, weak): (Rules, bool), bounds: &Bounds, learned: Learned) -> Self {
        let state = State::new(Graph::new(rules), bounds.steps, learned);
        Self {
            rules,
            weak,
            runner: Runner::new(state),
            known: HashMap::new(),
            choices: Vec::new(),
            lengths: Vec::new(),
            away: Vec::new(),
            used: BTreeSet::new(),
            graph: StateGraph {
                complete: true,
                stopped_by: None,
                nodes: Vec::new(),
                steps: Vec::new(),
                cut: Vec::new(),
            },
        }
    }

    /// The graph. The error says that the search has to start again, with the knowledge in it.
    fn all(
        mut self,
        bounds: &Bounds,
        around: Option<&Around>,
        runs: &mut dyn Runs,
    ) -> Result<StateGraph, Learned> {
        if let Err(why) = self.run(bounds, around, runs) {
            let mut state = self.runner.engine.state.borrow_mut();
            if state.must_restart() {
                return Err(state.take_learned());
            }
            self.graph.complete = false;
            self.graph.stopped_by = Some(why);
            // The search may have stopped at a state after some of its steps.
            let first = self.graph.steps.last().map_or(0, |step| step.from);
            self.graph.cut.extend(first..self.graph.nodes.len());
        }
        if self.graph.complete {
            self.leave_out_unused();
        }
        Ok(self.graph)
    }

    fn run(
        &mut self,
        bounds: &Bounds,
        around: Option<&Around>,
        runs: &mut dyn Runs,
    ) -> Result<(), String> {
        let mut meter = Meter::new(bounds.budget.clone());
        let mut path = HashSet::new();
        if let Some(around) = around {
            let steps = around.schedule.steps();
            for made in 0..=steps.len() {
                let schedule = Schedule::new(steps[..made].to_vec());
                path.insert(self.arrive(schedule, runs)?.key);
            }
        }
        let radius = around.map_or(usize::MAX, |around| around.radius);
        let root = self.arrive(Schedule::default(), runs)?;
        self.number(root, 0);
        let mut from = 0;
        while let Some(choices) = self.choices.get(from) {
            if self.away[from] > radius {
                self.graph.complete = false;
                self.graph.cut.push(from);
                from += 1;
                continue;
            }
            for step in choices.clone() {
                if let Some(limit) = meter.limit() {
                    return Err(limit.to_string());
                }
                let before = &self.graph.nodes[from];
                let mut steps = before.schedule.steps().to_vec();
                steps.push(step);
                let arrival = self.arrive(Schedule::new(steps), runs)?;
                let taken = self.tell_step(from, step, &arrival);
                let to = match self.known.get(&arrival.key) {
                    Some(&known) => known,
                    None if self.graph.nodes.len() >= bounds.states => {
                        return Err(format!(
                            "there are more than {} states; look at a smaller instance",
                            bounds.states
                        ));
                    }
                    None => {
                        let is_on = around.is_none() || path.contains(&arrival.key);
                        let away = if is_on { 0 } else { self.away[from] + 1 };
                        self.number(arrival, away)
                    }
                };
                self.graph.steps.push(StateStep { to, ..taken });
            }
            from += 1;
        }
        Ok(())
    }

    fn number(&mut self, arrival: Arrival, away: usize) -> usize {
        let number = self.graph.nodes.len();
        self.used.extend(arrival.objects);
        self.known.insert(arrival.key, number);
        self.choices.push(arrival.choices);
        self.lengths.push(arrival.events.len());
        self.away.push(away);
        self.graph.nodes.push(arrival.node);
        number
    }

    /// Leaves out the memory and the locks that the program creates and no thread uses.
    fn leave_out_unused(&mut self) {
        for node in &mut self.graph.nodes {
            node.memory.retain(|cell| self.used.contains(&cell.object));
            node.locks.retain(|lock| self.used.contains(&lock.object));
        }
    }

    /// Runs the program by the schedule, and describes the state that it reaches.
    fn arrive(&mut self, schedule: Schedule, runs: &mut dyn Runs) -> Result<Arrival, String> {
        let ending = step(&mut self.runner, self.rules, runs, (&schedule, Then::Stop));
        match &ending {
            Ending::Misfit(why) | Ending::Changed(why) => {
                return Err(format!(
                    "the program did something else when it was run again ({why}); it may \
                     depend on nothing but its schedule"
                ));
            }
            Ending::Stopped(limit) => return Err(limit.to_string()),
            Ending::Restart => return Err("it begins anew".to_owned()),
            _ if self.runner.has_leaked_much() => return Err(StoppedBy::Memory.to_string()),
            _ => {}
        }
        let returned = runs.text();
        let mut state = self.runner.engine.state.borrow_mut();
        let execution = stepped(&state);
        let threads = standings(&mut state);
        let (memory, locks) = (cells(&state), held(&state));
        let over = !threads.iter().any(|t| matches!(t, Standing::Ready { .. }));
        let ending = ending_at(&ending, over).clone();
        let failures = stepped_failures(&state, &ending).into_iter();
        let key = key(&state.graph);
        drop(state);
        self.runner.clear();
        Ok(Arrival {
            key,
            choices: self.steps_from(&threads),
            node: StateNode {
                schedule,
                memory,
                locks,
                channels: execution.channels(),
                threads: thread_states(&execution, threads),
                outcome: returned.filter(|_| over && ending == Ending::Complete),
                failures: failures
                    .map(|failure| StateFailure {
                        kind: failure.kind.to_string(),
                        message: failure.message,
                    })
                    .collect(),
            },
            events: execution.events,
            objects: execution.objects.into_iter().map(|o| o.name).collect(),
        })
    }

    /// Describes the last step of the schedule that led to `arrival`.
    fn tell_step(&self, from: usize, step: Step, arrival: &Arrival) -> StateStep {
        let me = usize::from(step.thread);
        let (operation, file, line) = match &self.graph.nodes[from].threads[me].activity {
            Activity::Ready { next, file, line } => (next.clone(), *file, *line),
            Activity::Waiting { file, line, .. } => ("park returns".to_owned(), *file, *line),
            _ => unreachable!("a thread that has ended has no choice"),
        };
        // Events that are no steps had come before, so the first new event is that of the step.
        let event = arrival.events.get(self.lengths[from]);
        StateStep {
            from,
            to: from,
            thread: letter(me),
            schedule: Schedule::new(vec![step]),
            operation,
            file,
            line,
            object: event
                .and_then(|e| e.object)
                .map(|object| arrival.objects[object].clone()),
            read: event.and_then(|e| Some(e.read.as_ref()?.value)),
            written: event.and_then(|e| Some(e.written.as_ref()?.value)),
            message: event.and_then(|e| e.message),
            guarded: event.and_then(|e| e.guarded),
        }
    }

    /// The steps out of a state: those without a mark, and those with an offered mark. If every
    /// step has a mark, the execution is over.
    fn steps_from(&self, threads: &[Standing]) -> Vec<Step> {
        let steps = || {
            let choices = threads.iter().flat_map(|standing| match standing {
                Standing::Ready { choices, .. } | Standing::Waiting { choices, .. } => &choices[..],
                Standing::Ended | Standing::Panicked => &[],
            });
            choices.map(|choice| choice.step)
        };
        if steps().all(|step| step.mark.is_some()) {
            return Vec::new();
        }
        let offered = |mark: Mark| mark.is_offered(self.weak, self.rules.spurious);
        let steps = steps().filter(|step| step.mark.is_none_or(offered));
        steps.collect()
    }
}

/// A text that is the same for equal graphs, and different for others. It names no objects, since
/// they follow from the reads of the threads. It names the parent of each thread: if children
/// spawn threads, the order of the spawns gives the letters.
fn key(graph: &Graph) -> String {
    let mut text = graph.to_string();
    for (id, node) in graph.events() {
        if let Action::Thread(OfThread::Spawn(child)) = node.operation.action {
            // Writing to a string cannot fail.
            let _ = write!(text, "{}{}+{child} ", id.thread, id.index);
        }
    }
    text
}
