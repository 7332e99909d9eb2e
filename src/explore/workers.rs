//! The OS threads that explore, and the work that they share.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use super::collect::{Collection, Notes, Tally, failures_of, stepped, stepped_failures};
use super::execution::Execution;
use super::exploration::{Failure, StoppedBy};
use super::graph::{Graph, Rules};
use super::hook::Place;
use super::runtime::{Ending, Runner, State, set_last_words};
use super::schedule::{Schedule, ScheduleError};
use super::search::Work;

/// The stack of an exploring OS thread, in bytes: the search for the best order
/// of an execution recurses once per step.
const STACK_SIZE: usize = 64 << 20;

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
                    std::collections::btree_map::Entry::Vacant(entry) => {
                        entry.insert(tally);
                    }
                    std::collections::btree_map::Entry::Occupied(mut entry) => {
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

/// Why the workers stop before all is explored.
#[derive(Clone, Debug)]
enum Stop {
    By(StoppedBy),
    /// What was explored so far is of no use: begin anew.
    Restart,
}

/// What the workers share.
struct Shared {
    plan: Plan,
    executions: AtomicU64,
    halted: AtomicBool,
    stop: Mutex<Option<Stop>>,
    /// Graphs that a worker has left to others.
    work: Mutex<Vec<Work>>,
    /// Told when there is work, or none will come any more.
    news: Condvar,
    /// How many workers wait for work.
    idle: AtomicUsize,
}

impl Shared {
    fn new(plan: Plan) -> Self {
        let first = Work {
            graph: Graph::new(plan.rules),
            pending: None,
        };
        Self {
            plan,
            executions: AtomicU64::new(0),
            halted: AtomicBool::new(false),
            stop: Mutex::new(None),
            work: Mutex::new(vec![first]),
            news: Condvar::new(),
            idle: AtomicUsize::new(0),
        }
    }

    fn halt(&self, stop: Stop) {
        let mut reason = self.stop.lock().unwrap_or_else(PoisonError::into_inner);
        // A restart makes every other reason void.
        if reason.is_none() || matches!(stop, Stop::Restart) {
            *reason = Some(stop);
        }
        drop(reason);
        let _work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        self.halted.store(true, Ordering::SeqCst);
        self.news.notify_all();
    }

    fn is_halted(&self) -> bool {
        // Relaxed: only tells the workers to end soon; what they did is handed over
        // by the channel.
        self.halted.load(Ordering::Relaxed)
    }

    fn stop(&self) -> Option<Stop> {
        self.stop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits for work; `None` when there will be none.
    fn take(&self) -> Option<Work> {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let mut idle = false;
        loop {
            if self.halted.load(Ordering::SeqCst) {
                return None;
            }
            if let Some(item) = work.pop() {
                if idle {
                    self.idle.fetch_sub(1, Ordering::SeqCst);
                }
                return Some(item);
            }
            if !idle {
                idle = true;
                let waiting = self.idle.fetch_add(1, Ordering::SeqCst) + 1;
                if waiting == self.plan.workers {
                    self.halted.store(true, Ordering::SeqCst);
                    self.news.notify_all();
                    return None;
                }
            }
            work = self.news.wait(work).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether another worker waits for work.
    fn is_wanted(&self) -> bool {
        // Relaxed: a hint, and taken again after every execution.
        self.idle.load(Ordering::Relaxed) > 0
    }

    fn give(&self, more: impl Iterator<Item = Work>) {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        work.extend(more);
        self.news.notify_all();
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
                // Relaxed: only counts.
                self.shared.executions.fetch_add(1, Ordering::Relaxed);
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
        let plan = &self.shared.plan;
        // Relaxed: with several workers the limit is met within their number.
        if self.shared.executions.load(Ordering::Relaxed) >= plan.max_executions {
            let limit = StoppedBy::Executions(plan.max_executions);
            self.shared.halt(Stop::By(limit));
            return None;
        }
        if plan.deadline.is_some_and(|end| Instant::now() >= end) {
            self.shared.halt(Stop::By(plan.late.clone()));
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

/// Runs one execution as a schedule says; the execution and what failed in it.
pub(super) fn step(
    rules: Rules,
    max_steps: usize,
    body: Box<dyn FnOnce()>,
    schedule: &Schedule,
    last_words: Box<dyn FnOnce(&State)>,
) -> Result<(Execution, Vec<Failure>), ScheduleError> {
    set_last_words(last_words);
    let state = State::new(Graph::new(rules), max_steps, HashSet::new());
    let mut runner = Runner::new(state);
    let ending = runner.step(Graph::new(rules), body, schedule);
    match &ending {
        Ending::Misfit(why) => return Err(ScheduleError::new(why.clone())),
        Ending::Stopped(limit) => return Err(ScheduleError::new(limit.to_string())),
        _ => {}
    }
    let state = runner.engine.state.borrow();
    Ok((stepped(&state), stepped_failures(&state, &ending)))
}

/// Runs `f` on an OS thread of its own. If that is lost to a destructor that
/// panicked while unwinding, its last words are the answer.
pub(super) fn apart<O, F>(f: F) -> Result<super::Replay<O>, ScheduleError>
where
    F: FnOnce(Box<dyn FnOnce(&State)>) -> Result<super::Replay<O>, ScheduleError> + Send + 'static,
    O: Send + 'static,
{
    let (sender, receiver) = channel();
    let words = sender.clone();
    let thread = std::thread::Builder::new()
        .name("explorer".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(move || {
            let last_words = Box::new(move |state: &State| {
                let _ = words.send(Ok(super::Replay {
                    outcome: None,
                    failures: stepped_failures(state, &Ending::Panicked),
                    execution: stepped(state),
                }));
            });
            let _ = sender.send(f(last_words));
        })
        .expect("an OS thread to replay on");
    match receiver.recv() {
        Ok(answer) => answer,
        Err(_) => match thread.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => unreachable!("the thread sends before it ends"),
        },
    }
}
