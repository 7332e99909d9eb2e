//! The OS threads that explore.

use std::collections::{BTreeMap, btree_map::Entry};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use super::budget::Meter;
use super::collect::{Collection, Tally};
use super::program::Program;
use super::sharing::{Shared, Stop};
use crate::explore::graph::Graph;
use crate::explore::limits::StoppedBy;
use crate::explore::runtime::{Ending, Learned, Runner, State, Trial};
use crate::explore::settings::Plan;

/// The stack of an exploring OS thread, in bytes. The program's threads have stacks of
/// their own; nothing here recurses. It is small enough for the C library to keep it for
/// the next thread: a larger one would be mapped and unmapped for each exploration.
const STACK_SIZE: usize = 8 << 20;

/// What all workers together have seen.
pub(in crate::explore) struct Found<O> {
    pub(in crate::explore) collection: Collection,
    /// The outcomes with their numbers.
    pub(in crate::explore) outcomes: BTreeMap<O, Tally>,
    pub(in crate::explore) stopped_by: Option<StoppedBy>,
    /// Up to how many preemptions all interleavings were gone through, in a search by
    /// preemptions.
    pub(in crate::explore) preemptions: Option<usize>,
    /// The processor time of all workers together.
    pub(in crate::explore) processor_time: Duration,
}

/// What one worker has seen.
struct Seen<O> {
    collection: Collection,
    numbers: BTreeMap<O, usize>,
    learned: Learned,
}

/// Explores `program` on as many OS threads as the plan says.
pub(in crate::explore) fn explore<O, F>(plan: &Plan, program: F) -> Found<O>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Send + 'static,
{
    let program = Arc::new(program);
    let budget = plan.budget();
    let mut learned = Learned::default();
    // What was found where only trials of loops are left to make.
    let mut explored: Option<Found<O>> = None;
    loop {
        let shared = Arc::new(Shared::new(
            plan.clone(),
            budget.clone(),
            explored.is_some(),
        ));
        if let Some(watch) = &plan.watch {
            watch.begin();
        }
        let seen = start(&shared, &program, &learned);
        let mut found = Found::new(plan);
        for report in seen {
            learned.merge(report.learned);
            found.add(report.collection, report.numbers);
        }
        found.processor_time = budget.spent();
        match (shared.stop(), explored.take()) {
            (Some(Stop::Restart), _) => {}
            (None, Some(_)) if learned.keep_the_rest() => {}
            (_, Some(explored)) => {
                let processor_time = found.processor_time;
                return Found {
                    processor_time,
                    ..explored
                };
            }
            (Some(Stop::By(stopped_by)), None) => {
                found.stopped_by = Some(stopped_by);
                return found;
            }
            (_, None) if learned.has_trials_to_make() => explored = Some(found),
            (_, None) => return found,
        }
    }
}

impl<O: Ord> Found<O> {
    pub(in crate::explore) fn new(plan: &Plan) -> Self {
        Self {
            collection: Collection::new(plan.notes()),
            outcomes: BTreeMap::new(),
            stopped_by: None,
            preemptions: None,
            processor_time: Duration::ZERO,
        }
    }

    /// Adds what a worker has seen; `numbers` are those that the worker gave to the outcomes.
    pub(in crate::explore) fn add(&mut self, collection: Collection, numbers: BTreeMap<O, usize>) {
        let mut tallies: Vec<_> = self
            .collection
            .merge(collection)
            .into_iter()
            .map(Some)
            .collect();
        for (value, number) in numbers {
            // A value that only failed executions returned has no tally.
            if let Some(tally) = tallies.get_mut(number).and_then(Option::take) {
                match self.outcomes.entry(value) {
                    Entry::Vacant(entry) => {
                        entry.insert(tally);
                    }
                    Entry::Occupied(mut entry) => {
                        entry.get_mut().merge(tally);
                    }
                }
            }
        }
    }
}

/// Starts the workers and waits for their reports.
fn start<O, F>(shared: &Arc<Shared>, program: &Arc<F>, learned: &Learned) -> Vec<Seen<O>>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Send + 'static,
{
    let start = |_| {
        let (shared, program) = (shared.clone(), program.clone());
        let learned = learned.clone();
        on_own_thread(move || work(&shared, &program, learned))
    };
    let threads: Vec<_> = (0..shared.plan.workers).map(start).collect();
    threads.into_iter().map(result_of).collect()
}

/// Makes `attempt` on an OS thread that explores, and again with what it has learned of the
/// program where it gives that back.
pub(in crate::explore) fn learning<T: Send + 'static>(
    attempt: impl Fn(Learned) -> Result<T, Learned> + Send + Sync + 'static,
) -> T {
    let attempt = Arc::new(attempt);
    let mut learned = Learned::default();
    loop {
        let attempt = attempt.clone();
        match result_of(on_own_thread(move || attempt(learned))) {
            Ok(result) => return result,
            Err(more) => learned = more,
        }
    }
}

/// Runs `f` on an OS thread that explores.
fn on_own_thread<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    std::thread::Builder::new()
        .name("explorer".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(f)
        .unwrap_or_else(|why| panic!("the system starts no thread to explore on: {why}"))
}

/// Waits for such a thread. A panic there is the explorer's own, and goes on here.
fn result_of<T>(thread: JoinHandle<T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The part of a worker that depends on the type of the outcome: as small as can
/// be, since it is compiled with the caller.
fn work<O, F>(shared: &Arc<Shared>, program: &Arc<F>, learned: Learned) -> Seen<O>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Send + 'static,
{
    let program = Program::new(program.clone());
    let mut numbers = BTreeMap::new();
    let mut worker = Worker::new(shared.clone(), learned);
    let mut body = || program.body();
    let mut number = || {
        let value = program.take()?;
        let next = numbers.len();
        Some(*numbers.entry(value).or_insert(next))
    };
    worker.work(&mut body, &mut number);
    let (collection, learned) = worker.finish();
    Seen {
        collection,
        numbers,
        learned,
    }
}

/// One OS thread's part.
struct Worker {
    shared: Arc<Shared>,
    runner: Runner,
    collection: Collection,
    meter: Meter,
}

impl Worker {
    fn new(shared: Arc<Shared>, learned: Learned) -> Self {
        let plan = &shared.plan;
        let state = State::new(Graph::new(plan.rules), plan.max_steps, learned);
        Self {
            runner: Runner::new(state),
            collection: Collection::new(plan.notes()),
            meter: Meter::new(shared.budget.clone()),
            shared,
        }
    }

    /// Explores until there is nothing left, here or elsewhere.
    fn work(
        &mut self,
        body: &mut dyn FnMut() -> Box<dyn FnOnce()>,
        outcome: &mut dyn FnMut() -> Option<usize>,
    ) {
        while let Some(graph) = self.next_graph() {
            let ending = self.runner.run(graph, body());
            if ending == Ending::Again {
                self.run_on();
                continue;
            }
            if self.halts_at(&ending) {
                return;
            }
            let value = outcome();
            self.tell_watch();
            let state = self.runner.engine.state.borrow();
            let before = self.collection.executions;
            let mut failed = self.collection.add(&state, &ending, value);
            drop(state);
            let first = value.is_some_and(|value| self.collection.is_first(value));
            let ending = match first || self.has_new_statics(&ending) {
                true => self.run_again(value, body, outcome),
                false => ending,
            };
            if self.halts_at(&ending) {
                return;
            }
            failed |= matches!(ending, Ending::Changed(_));
            let plan = &self.shared.plan;
            if matches!(ending, Ending::Changed(_)) || failed && plan.stop_at_first_failure {
                return self.shared.halt(Stop::By(StoppedBy::Failure));
            }
            if self.collection.executions > before {
                self.shared.count();
            }
            if !self.clear_and_try(&ending, value, body, outcome) {
                return self.shared.halt(Stop::Restart);
            }
            if self.runner.has_leaked_much() {
                return self.shared.halt(Stop::By(StoppedBy::Memory));
            }
            self.share();
        }
    }

    /// Puts the graph of the execution back, to go on from there.
    fn run_on(&mut self) {
        self.runner.clear();
        self.runner.engine.state.borrow_mut().put_back();
    }

    /// Halts the exploration if it cannot go on behind an execution that ended so.
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
        if let Some(watch) = &self.shared.plan.watch {
            let mut state = self.runner.engine.state.borrow_mut();
            watch.count(state.work.take_share());
        }
    }

    /// Whether the execution, which ended so, has used statics that none had used before.
    /// They must be the same if it runs again.
    fn has_new_statics(&self, ending: &Ending) -> bool {
        let fails = matches!(ending, Ending::Panicked | Ending::Deadlock);
        (fails || *ending == Ending::Complete)
            && self.runner.engine.state.borrow().has_new_statics()
    }

    /// Runs an execution again that returned a value, or used a static, which none had
    /// before: it must do the same.
    fn run_again(
        &mut self,
        value: Option<usize>,
        body: &mut dyn FnMut() -> Box<dyn FnOnce()>,
        outcome: &mut dyn FnMut() -> Option<usize>,
    ) -> Ending {
        let graph = self.runner.engine.state.borrow_mut().copy_graph();
        self.runner.clear();
        let mut ending = self.runner.run(graph, body());
        if ending == Ending::Complete && outcome() != value {
            ending = Ending::Changed(
                "the program returned something else though it read the same values; \
                 an explored program may depend on nothing but its schedule (no time, \
                 randomness, addresses, hash order, thread_local! or input)"
                    .to_owned(),
            );
        }
        if let Ending::Changed(_) = ending {
            let state = self.runner.engine.state.borrow();
            self.collection.add(&state, &ending, None);
        }
        ending
    }

    /// Ends the execution, which ended so and returned this, and makes the trials of loops that
    /// it can serve for. Returns `false` if the exploration has to begin anew.
    fn clear_and_try(
        &mut self,
        ending: &Ending,
        value: Option<usize>,
        body: &mut dyn FnMut() -> Box<dyn FnOnce()>,
        outcome: &mut dyn FnMut() -> Option<usize>,
    ) -> bool {
        let untried = match ending {
            Ending::Discarded => self.runner.engine.state.borrow().untried(),
            _ => None,
        };
        self.runner.clear();
        if let Some(thread) = untried {
            let trial = self.runner.engine.state.borrow_mut().without_rounds(thread);
            let value = outcome();
            return trial.is_none_or(|trial| self.makes_no_difference(trial, value, body, outcome));
        }
        if *ending != Ending::Complete {
            return true;
        }
        loop {
            let trial = self.runner.engine.state.borrow_mut().with_round();
            let Some(trial) = trial else {
                return true;
            };
            if !self.makes_no_difference(trial, value, body, outcome) {
                return false;
            }
        }
    }

    /// Makes a trial along an execution that returned this. Returns `false` if the exploration
    /// has to begin anew.
    fn makes_no_difference(
        &mut self,
        trial: (Graph, Trial),
        value: Option<usize>,
        body: &mut dyn FnMut() -> Box<dyn FnOnce()>,
        outcome: &mut dyn FnMut() -> Option<usize>,
    ) -> bool {
        let same = self.runner.try_out(trial, body()) && outcome() == value;
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

    /// Leaves the older half of the work to others that have none: those graphs
    /// have the most in front of them.
    fn share(&mut self) {
        if self.shared.is_wanted() {
            let mut state = self.runner.engine.state.borrow_mut();
            let half = state.work.len() / 2;
            if half > 0 {
                self.shared.give(state.work.take_oldest(half));
            }
        }
    }

    fn finish(self) -> (Collection, Learned) {
        let learned = self.runner.engine.state.borrow_mut().take_learned();
        (self.collection, learned)
    }
}
