//! The explorer: every execution of a small concurrent program, once.

mod execution;
mod exploration;
pub(crate) mod hook;
mod schedule;

use std::fmt::Debug;
use std::time::Duration;

pub use execution::{
    Event, Execution, Object, Operation, Place, Read, Thread, Value, Waiting, Write,
};
pub use exploration::{Exploration, Failure, FailureKind, MemoryModel, Outcome, StoppedBy};
pub use schedule::{MAX_THREADS, Mark, Schedule, ScheduleError, Step, letter};

/// How to explore: a memory model and limits.
#[derive(Clone, Debug)]
pub struct Explorer {
    memory_model: MemoryModel,
    max_executions: u64,
    max_duration: Duration,
    max_steps: usize,
    stop_at_first_failure: bool,
    count_interleavings: bool,
    spurious: bool,
    workers: usize,
}

/// What [`Explorer::replay`] saw: one execution, as its schedule made it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Replay<O> {
    /// What the closure returned; `None` if it did not come to its end.
    pub outcome: Option<O>,
    /// What failed in this execution.
    pub failures: Vec<Failure>,
    /// The execution.
    pub execution: Execution,
}

impl Default for Explorer {
    fn default() -> Self {
        Self::new()
    }
}

impl Explorer {
    /// Explores under RC11 with a limit of 10,000 operations in an execution, none on
    /// the number of executions or the time, one worker.
    pub fn new() -> Self {
        Self {
            memory_model: MemoryModel::default(),
            max_executions: u64::MAX,
            max_duration: Duration::MAX,
            max_steps: 10_000,
            stop_at_first_failure: false,
            count_interleavings: false,
            spurious: false,
            workers: 1,
        }
    }
    /// The memory model to follow.
    pub fn memory_model(mut self, model: MemoryModel) -> Self {
        self.memory_model = model;
        self
    }
    /// Stop after this many executions.
    pub fn max_executions(mut self, executions: u64) -> Self {
        self.max_executions = executions;
        self
    }
    /// Stop after this time.
    pub fn max_duration(mut self, duration: Duration) -> Self {
        self.max_duration = duration;
        self
    }
    /// Stop at an execution with more than this many operations.
    pub fn max_steps(mut self, steps: usize) -> Self {
        self.max_steps = steps;
        self
    }
    /// Stop at the first failure.
    pub fn stop_at_first_failure(mut self, stop: bool) -> Self {
        self.stop_at_first_failure = stop;
        self
    }
    /// Count the interleavings.
    pub fn count_interleavings(mut self, count: bool) -> Self {
        self.count_interleavings = count;
        self
    }
    /// Spurious wake-ups and failures.
    pub fn spurious(mut self, spurious: bool) -> Self {
        self.spurious = spurious;
        self
    }
    /// OS threads.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers.max(1);
        self
    }

    /// Explores every execution of `program`.
    pub fn explore<O, F>(&self, program: F) -> Exploration<O>
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        todo!()
    }

    /// Runs `program` once, as `schedule` says.
    ///
    /// A schedule that ends early is continued with the lowest-numbered thread
    /// that can move.
    pub fn replay<O, F>(&self, schedule: &Schedule, program: F) -> Result<Replay<O>, ScheduleError>
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        todo!()
    }
}
