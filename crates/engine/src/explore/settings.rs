//! The settings of an [`Explorer`].

use std::sync::Arc;
use std::time::Duration;

use super::ablation::{Ablation, Ablations};
use super::drive::{Budget, Notes, Watch};
use super::graph::Rules;
use super::limits::{MOST_MEMORY, MOST_STEPS, MemoryModel};
use crate::time::{Clocks, SystemClocks};

/// An explorer of programs, with a memory model and limits.
#[derive(Clone, Debug, Default)]
pub struct Explorer {
    pub(super) settings: Settings,
}

/// The settings that the methods of [`Explorer`] change.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) rules: Rules,
    pub(super) max_executions: u64,
    /// Whether discarded executions count as executions there.
    pub(super) counts_discarded: bool,
    /// The processor time of all exploring threads together.
    pub(super) max_duration: Duration,
    pub(super) clocks: Arc<dyn Clocks>,
    pub(super) max_steps: usize,
    /// The bound of a search by preemptions, if the caller requests one.
    pub(super) max_preemptions: Option<usize>,
    /// The most memory for the states of such a search, in bytes.
    pub(super) max_memory: usize,
    pub(super) stop_at_first_failure: bool,
    /// The requested records; see [`notes`](Self::notes).
    pub(super) notes: Notes,
    pub(super) workers: usize,
    pub(super) watch: Option<Watch>,
    /// The file whose calls a replay records.
    pub(super) calls_in: Option<&'static str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rules: Rules {
                model: MemoryModel::default(),
                spurious: false,
                ablations: Ablations::default(),
            },
            max_executions: u64::MAX,
            counts_discarded: false,
            max_duration: Duration::MAX,
            clocks: Arc::new(SystemClocks),
            max_steps: 10_000,
            max_preemptions: None,
            max_memory: MOST_MEMORY,
            stop_at_first_failure: false,
            notes: Notes::default(),
            workers: 1,
            watch: None,
            calls_in: None,
        }
    }
}

impl Settings {
    /// The records to make besides outcomes and failures. With spurious wake-ups the number of
    /// interleavings is infinite, and a search by preemptions leaves interleavings out, so neither
    /// counts them.
    pub(super) fn notes(&self) -> Notes {
        let all = !self.rules.spurious && self.max_preemptions.is_none();
        Notes {
            interleavings: self.notes.interleavings && all,
            ..self.notes
        }
    }

    /// The memory model of an exploration. A search by preemptions has its own.
    pub(super) fn model(&self) -> MemoryModel {
        match self.max_preemptions {
            Some(_) => MemoryModel::Sc,
            None => self.rules.model,
        }
    }

    /// The processor time of an exploration that starts now.
    pub(super) fn budget(&self) -> Arc<Budget> {
        Arc::new(Budget::new(&self.clocks, self.max_duration))
    }
}

impl Explorer {
    /// Explores under RC11, on one OS thread, with at most 10,000 operations in an execution, and
    /// without a limit on executions or time.
    pub fn new() -> Self {
        Self::default()
    }

    /// The memory model to follow: RC11 unless set.
    #[must_use]
    pub fn memory_model(mut self, model: MemoryModel) -> Self {
        self.settings.rules.model = model;
        self
    }

    /// Stops after this many executions.
    #[must_use]
    pub fn max_executions(mut self, executions: u64) -> Self {
        self.settings.max_executions = executions;
        self
    }

    /// Whether [discarded](super::Exploration::discarded) executions count towards the limit on
    /// executions. Off unless set. A program with spin loops may have many more of them than
    /// others.
    ///
    /// ```
    /// use racelab::explore::{Explorer, StoppedBy};
    /// use racelab::sync::atomic::{AtomicBool, Ordering::{Acquire, Release}};
    /// use racelab::sync::{Arc, hint, thread};
    ///
    /// let program = || {
    ///     let ready = Arc::new(AtomicBool::new(false));
    ///     let theirs = Arc::clone(&ready);
    ///     let waiter = thread::spawn(move || while !theirs.load(Acquire) { hint::spin_loop() });
    ///     ready.store(true, Release);
    ///     waiter.join().unwrap();
    /// };
    /// let explorer = Explorer::new().max_executions(2);
    /// let found = explorer.explore(program);
    /// assert_eq!((found.executions(), found.discarded()), (1, 1));
    /// assert!(found.complete());
    /// let one = Explorer::new().max_executions(1).count_discarded(true).explore(program);
    /// assert_eq!(one.executions() + one.discarded(), 1);
    /// assert_eq!(one.stopped_by(), Some(&StoppedBy::Executions(1)));
    /// ```
    #[must_use]
    pub fn count_discarded(mut self, count: bool) -> Self {
        self.settings.counts_discarded = count;
        self
    }

    /// Stops when the exploring threads together have spent this much processor time, after the end
    /// of the running execution: no limit unless set. On a busy machine the same exploration takes
    /// longer, and covers the same executions. (If the system does not report a thread's processor
    /// time, elapsed time counts.)
    ///
    /// A program that sleeps spends no processor time. So the exploration also stops after 20 times
    /// as much elapsed time, with [`StoppedBy::Idle`]. It cannot stop a thread that loops without
    /// an operation.
    ///
    /// ```
    /// use std::time::Duration;
    /// use racelab::explore::{Explorer, StoppedBy};
    ///
    /// let nothing = Explorer::new().max_duration(Duration::ZERO);
    /// let found = nothing.explore(|| ());
    /// let stopped_by = found.stopped_by().unwrap();
    /// assert_eq!(stopped_by, &StoppedBy::Duration(Duration::ZERO));
    /// assert_eq!(stopped_by.to_string(), "stopped after 0 s of processor time");
    /// ```
    ///
    /// [`StoppedBy::Idle`]: super::StoppedBy::Idle
    #[must_use]
    pub fn max_duration(mut self, duration: Duration) -> Self {
        self.settings.max_duration = duration;
        self
    }

    /// Stops at an execution with more than this many operations: 10,000 unless
    /// set, 60,000 at most.
    ///
    /// Hints to wait (`yield_now`, `spin_loop`, `sleep`) and accesses to `UnsafeCell`s count too,
    /// for each thread since its last operation. So a thread that waits for something invisible to
    /// the explorer ends the exploration. An execution with more objects ends it as well.
    ///
    /// ```
    /// use racelab::explore::{Explorer, StoppedBy};
    /// use racelab::sync::thread;
    ///
    /// let found = Explorer::new().max_steps(100).explore(|| loop {
    ///     thread::yield_now();
    /// });
    /// # let found: racelab::explore::Exploration<()> = found;
    /// assert_eq!(found.stopped_by(), Some(&StoppedBy::Steps(100)));
    /// ```
    #[must_use]
    pub fn max_steps(mut self, steps: usize) -> Self {
        self.settings.max_steps = steps.min(MOST_STEPS);
        self
    }

    /// Whether to stop at the first failure. Off unless set, so that outcomes and failures are
    /// complete.
    #[must_use]
    pub fn stop_at_first_failure(mut self, stop: bool) -> Self {
        self.settings.stop_at_first_failure = stop;
        self
    }

    /// Whether to count the interleavings of all executions. Off unless set.
    #[must_use]
    pub fn count_interleavings(mut self, count: bool) -> Self {
        self.settings.notes.interleavings = count;
        self
    }

    /// Whether the example of an outcome is the first execution that returned it. Off unless set:
    /// then it is the one that is [easiest to follow](super::Outcome::example), and the search for
    /// it takes most of the time of a program with long executions. The example of a failure is
    /// always the easiest.
    ///
    /// ```
    /// use racelab::explore::Explorer;
    /// use racelab::sync::{Arc, Mutex, thread};
    ///
    /// let twice = || {
    ///     let lock = Arc::new(Mutex::new(0));
    ///     let theirs = Arc::clone(&lock);
    ///     let other = thread::spawn(move || (0..2).for_each(|_| *theirs.lock() += 1));
    ///     (0..2).for_each(|_| *lock.lock() += 1);
    ///     other.join().unwrap();
    ///     *lock.lock()
    /// };
    /// for first in [false, true] {
    ///     let found = Explorer::new().first_examples(first).explore(twice);
    ///     let outcome = &found.outcomes()[&4];
    ///     assert_eq!(outcome.executions, 6);
    ///     assert!(first || outcome.example.preemptions == 0);
    /// }
    /// ```
    #[must_use]
    pub fn first_examples(mut self, first: bool) -> Self {
        self.settings.notes.first_examples = first;
        self
    }

    /// Whether a wait on a condition variable may end, a `park` may return, and a
    /// compare_exchange_weak may fail spuriously: each at most once in an execution for each
    /// thread, object and line, so that the number of executions stays finite. A wait with a
    /// timeout may end without a notification in any case. Off unless set.
    ///
    /// It adds executions and removes none: outcomes and failures without it are a subset of those
    /// with it. An example has a spurious step only if no other execution shows the same outcome or
    /// failure.
    ///
    /// ```
    /// use racelab::explore::{Explorer, FailureKind};
    /// use racelab::sync::{Condvar, Mutex};
    ///
    /// let waits = || {
    ///     let (lock, changed) = (Mutex::new(()), Condvar::new());
    ///     changed.wait(&mut lock.lock());
    /// };
    /// let found = Explorer::new().spurious(true).explore(waits);
    /// assert_eq!(found.outcomes().len(), 1);
    /// assert_eq!(found.failures()[0].kind, FailureKind::Deadlock);
    /// ```
    #[must_use]
    pub fn spurious(mut self, spurious: bool) -> Self {
        self.settings.rules.spurious = spurious;
        self
    }

    /// The number of OS threads that explore: 1 unless set. The result of a complete exploration
    /// does not depend on it.
    #[must_use]
    pub fn workers(mut self, workers: usize) -> Self {
        self.settings.workers = workers.max(1);
        self
    }

    /// Lets this handle report the progress of the exploration, and end it.
    #[must_use]
    pub fn watched_by(mut self, watch: &Watch) -> Self {
        self.settings.watch = Some(watch.clone());
        self
    }

    /// Lets [`replay`](Self::replay) record the calls in the file with this name (`main.rs`) that
    /// lead to operations in other files: [`Event::called_at`](super::Event::called_at). They come
    /// from the stack, if the program was built with line tables.
    #[must_use]
    pub fn calls_in(mut self, file: &'static str) -> Self {
        self.settings.calls_in = Some(file);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub fn ablate(mut self, ablation: Ablation) -> Self {
        self.settings.rules.ablations.switch_on(ablation);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub fn timed_by(mut self, clocks: Arc<dyn Clocks>) -> Self {
        self.settings.clocks = clocks;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub fn record_graphs(mut self, record: bool) -> Self {
        self.settings.notes.graphs = record;
        self
    }
}
