//! The OS threads that explore.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet, btree_map::Entry};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

use super::collect::{Collection, Notes, Tally, failures_of};
use super::exploration::{Failure, StoppedBy};
use super::graph::{Graph, Rules};
use super::hook::Place;
use super::runtime::{Ending, Runner, State, set_last_words};
use super::search::Work;
use super::sharing::{Shared, Stop};

/// The stack of an exploring OS thread, in bytes: the search for the best order
/// of an execution recurses once per step.
pub(super) const STACK_SIZE: usize = 64 << 20;

/// What an exploration is to do.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) rules: Rules,
    pub(super) max_executions: u64,
    pub(super) deadline: Option<Instant>,
    /// The stop that reaching the deadline is reported as.
    pub(super) late: StoppedBy,
    pub(super) max_steps: usize,
    pub(super) stop_at_first_failure: bool,
    pub(super) notes: Notes,
    pub(super) workers: usize,
}

/// What all workers together have seen.
pub(super) struct Found<O> {
    pub(super) collection: Collection,
    /// The outcomes with their numbers.
    pub(super) outcomes: BTreeMap<O, Tally>,
    pub(super) stopped_by: Option<StoppedBy>,
    /// Failures after which a worker could not go on.
    pub(super) last_words: Vec<Failure>,
}

/// What a worker reports at its end.
enum Report<O> {
    Done(Box<Seen<O>>),
    /// A destructor panicked while unwinding; the worker never returns.
    Lost(Vec<Failure>),
}

struct Seen<O> {
    collection: Collection,
    numbers: BTreeMap<O, usize>,
    bounded: HashSet<Place>,
}

/// Explores `program` on as many OS threads as the plan says.
pub(super) fn explore<O, F>(plan: &Plan, program: F) -> Found<O>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Send + 'static,
{
    let program = Arc::new(program);
    let mut bounded = HashSet::new();
    loop {
        let shared = Arc::new(Shared::new(plan.clone()));
        let reports = start(&shared, &program, &bounded);
        let mut found = Found {
            collection: Collection::new(plan.notes),
            outcomes: BTreeMap::new(),
            stopped_by: None,
            last_words: Vec::new(),
        };
        for report in reports {
            match report {
                Report::Done(seen) => {
                    bounded.extend(&seen.bounded);
                    found.add(*seen);
                }
                Report::Lost(failures) => found.last_words.extend(failures),
            }
        }
        match shared.stop() {
            Some(Stop::Restart) => {}
            Some(Stop::By(stopped_by)) => {
                found.stopped_by = Some(stopped_by);
                return found;
            }
            None => return found,
        }
    }
}

impl<O: Ord> Found<O> {
    fn add(&mut self, seen: Seen<O>) {
        let mut tallies: Vec<_> = self
            .collection
            .merge(seen.collection)
            .into_iter()
            .map(Some)
            .collect();
        for (value, number) in seen.numbers {
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
fn start<O, F>(shared: &Arc<Shared>, program: &Arc<F>, bounded: &HashSet<Place>) -> Vec<Report<O>>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Send + 'static,
{
    let (sender, receiver) = channel();
    let mut threads = Vec::new();
    for _ in 0..shared.plan.workers {
        let (shared, program) = (shared.clone(), program.clone());
        let (bounded, sender) = (bounded.clone(), sender.clone());
        let thread = std::thread::Builder::new()
            .name("explorer".to_owned())
            .stack_size(STACK_SIZE)
            .spawn(move || {
                let seen = work(&shared, &program, bounded, &sender);
                // The receiver waits for every worker.
                let _ = sender.send(Report::Done(Box::new(seen)));
            });
        threads.push(thread.expect("an OS thread to explore on"));
    }
    drop(sender);
    let count = threads.len();
    let reports: Vec<_> = receiver.iter().take(count).collect();
    if reports.len() < count {
        for thread in threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
    }
    reports
}

/// The part of a worker that depends on the type of the outcome: as small as can
/// be, since it is compiled with the caller.
fn work<O, F>(
    shared: &Arc<Shared>,
    program: &Arc<F>,
    bounded: HashSet<Place>,
    sender: &Sender<Report<O>>,
) -> Seen<O>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Send + 'static,
{
    let outcome = Rc::new(RefCell::new(None));
    let mut numbers = BTreeMap::new();
    let last_words = {
        let (shared, sender) = (shared.clone(), sender.clone());
        Box::new(move |state: &State| {
            shared.halt(Stop::By(StoppedBy::Failure));
            let _ = sender.send(Report::Lost(failures_of(state, &Ending::Panicked)));
        })
    };
    let mut worker = Worker::new(shared.clone(), bounded, last_words);
    let mut body = || -> Box<dyn FnOnce()> {
        outcome.take();
        let (outcome, program) = (outcome.clone(), program.clone());
        Box::new(move || {
            let value = program();
            outcome.replace(Some(value));
        })
    };
    let mut number = || {
        let value = outcome.take()?;
        let next = numbers.len();
        Some(*numbers.entry(value).or_insert(next))
    };
    worker.work(&mut body, &mut number);
    let (collection, bounded) = worker.finish();
    Seen {
        collection,
        numbers,
        bounded,
    }
}

/// One OS thread's part.
struct Worker {
    shared: Arc<Shared>,
    runner: Runner,
    collection: Collection,
}

impl Worker {
    fn new(
        shared: Arc<Shared>,
        bounded: HashSet<Place>,
        last_words: Box<dyn FnOnce(&State)>,
    ) -> Self {
        let plan = &shared.plan;
        let state = State::new(Graph::new(plan.rules), plan.max_steps, bounded);
        set_last_words(last_words);
        Self {
            runner: Runner::new(state),
            collection: Collection::new(plan.notes),
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
            match &ending {
                Ending::Restart => return self.shared.halt(Stop::Restart),
                Ending::Stopped(limit) => {
                    return self.shared.halt(Stop::By(limit.clone()));
                }
                _ => {}
            }
            let value = outcome();
            let state = self.runner.engine.state.borrow();
            let mut failed = self.collection.add(&state, &ending, value);
            drop(state);
            let ending = match value {
                Some(value) if self.collection.is_first(value) => {
                    self.run_again(value, body, outcome)
                }
                _ => ending,
            };
            failed |= matches!(ending, Ending::Changed(_));
            let plan = &self.shared.plan;
            if matches!(ending, Ending::Changed(_)) || failed && plan.stop_at_first_failure {
                return self.shared.halt(Stop::By(StoppedBy::Failure));
            }
            if ending != Ending::Discarded {
                self.shared.count();
            }
            self.share();
        }
    }

    /// Runs an execution again that returned a value which none had returned
    /// before: it must return the same.
    fn run_again(
        &mut self,
        value: usize,
        body: &mut dyn FnMut() -> Box<dyn FnOnce()>,
        outcome: &mut dyn FnMut() -> Option<usize>,
    ) -> Ending {
        let graph = self.runner.engine.state.borrow().graph.clone();
        let mut ending = self.runner.run(graph, body());
        if ending == Ending::Complete && outcome() != Some(value) {
            ending = Ending::Changed(
                "the program returned something else though it read the same values; \
                 an explored program may depend on nothing but its schedule (no time, \
                 randomness, hash order, thread_local! or input)"
                    .to_owned(),
            );
        }
        if let Ending::Changed(_) = ending {
            let state = self.runner.engine.state.borrow();
            self.collection.add(&state, &ending, None);
        }
        ending
    }

    /// The next graph to continue, unless a limit has been reached.
    fn next_graph(&mut self) -> Option<Graph> {
        if self.shared.is_halted() {
            return None;
        }
        let mut state = self.runner.engine.state.borrow_mut();
        let graph = match state.work.pop() {
            Some(graph) => graph,
            None => {
                let Work { graph, pending } = self.shared.take()?;
                state.work.push(graph, pending);
                state.work.pop()?
            }
        };
        if let Some(limit) = self.shared.limit() {
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

    fn finish(self) -> (Collection, HashSet<Place>) {
        let bounded = self.runner.engine.state.borrow_mut().take_bounded();
        (self.collection, bounded)
    }
}
