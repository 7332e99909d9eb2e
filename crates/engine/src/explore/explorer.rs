//! The four ways to examine the executions of a program.

use std::fmt::Debug;

use super::drive::{self, Numbered};
use super::exploration::{Exploration, Replay};
use super::preemptions;
use super::schedule::{Schedule, ScheduleError};
use super::settings::Explorer;
use super::situation::Situation;
use super::states::{self, StateGraph};

impl Explorer {
    /// Runs `program` once for each of its executions.
    ///
    /// The program has to create its objects and threads itself, with the types of
    /// [`sync`](crate::sync). The value that it returns is its outcome. Whenever it reads the same
    /// values, it has to behave the same. A panic that ends a thread, a deadlock, a livelock or a
    /// data race is a [`Failure`](super::Failure), and the exploration continues.
    ///
    /// A panic that the program catches is no failure. Destructors that run while a thread unwinds
    /// are part of the execution: they may wait for other threads.
    ///
    /// ```
    /// use std::panic::{AssertUnwindSafe, catch_unwind};
    /// use racelab::explore::Explorer;
    /// use racelab::sync::{Arc, Mutex, thread};
    ///
    /// let exploration = Explorer::new().explore(|| {
    ///     let count = Arc::new(Mutex::new(0));
    ///     let other = count.clone();
    ///     let other = thread::spawn(move || *other.lock() += 1);
    ///     let caught = catch_unwind(AssertUnwindSafe(|| {
    ///         let mut guard = count.lock();
    ///         *guard += 1;
    ///         panic!("the guard lets go");
    ///     }));
    ///     assert!(caught.is_err());
    ///     other.join().unwrap();
    ///     *count.lock()
    /// });
    /// assert!(exploration.complete() && exploration.failures().is_empty());
    /// assert!(exploration.outcomes().keys().eq([&2]));
    /// ```
    ///
    /// After an execution has been recorded, its threads run to their ends. A thread that waits
    /// for ever stops there: its destructors do not run, and its memory leaks. After 100,000 such
    /// executions the exploration ends with [`StoppedBy::Memory`](super::StoppedBy::Memory).
    ///
    /// A destructor that panics while its thread unwinds ends the process, as in any Rust program,
    /// with a sentence on standard error.
    pub fn explore<O, F>(&self, program: F) -> Exploration<O>
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        let program = Numbered::new(program);
        let found = match self.settings.max_preemptions {
            Some(bound) => preemptions::search(&self.settings, bound, program.clone()),
            None => drive::explore(&self.settings, program.clone()),
        };
        found.of_values(program.values(), self.settings.model())
    }

    /// Estimates the number of executions that [`explore`](Self::explore) would explore, from 200
    /// random descents through the tree of its search. It makes up to 2,000 descents, as long as
    /// their runs are less than a 50th of the estimate. `None` if a limit ends the first descent,
    /// or the program is nondeterministic.
    ///
    /// The descents are the same each time. The estimate may be wrong by a factor of ten if the
    /// branches differ much in size. It is mostly too low, because descents seldom meet large
    /// branches. (Knuth, "Estimating the Efficiency of Backtrack Programs", Mathematics of
    /// Computation 29, 1975.)
    ///
    /// ```
    /// use racelab::explore::Explorer;
    /// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}, thread};
    ///
    /// // Five threads add 1 to a counter: there are 5! = 120 orders.
    /// let program = || {
    ///     let x = Arc::new(AtomicU64::new(0));
    ///     let threads = [(); 5].map(|()| {
    ///         let x = x.clone();
    ///         thread::spawn(move || x.fetch_add(1, Relaxed))
    ///     });
    ///     for thread in threads {
    ///         thread.join().unwrap();
    ///     }
    /// };
    /// let estimate = Explorer::new().estimate(program).unwrap();
    /// assert!((12.0..1_200.0).contains(&estimate));
    /// ```
    pub fn estimate<O, F>(&self, program: F) -> Option<f64>
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        drive::estimate(&self.settings, Numbered::new(program))
    }

    /// Runs `program` once, by `schedule`.
    ///
    /// After the end of a short schedule, the lowest-numbered thread that can move continues, with
    /// the newest values.
    ///
    /// # Errors
    ///
    /// If the schedule does not fit the program: it moves a thread that cannot move, reads a value
    /// that the memory model forbids, or has too many steps.
    ///
    /// ```
    /// use racelab::explore::Explorer;
    /// use racelab::sync::{Arc, cell::PlainCell, thread};
    ///
    /// let replay = Explorer::new().replay(&"AB2A".parse()?, || {
    ///     let x = Arc::new(PlainCell::new(0));
    ///     let threads = [1, 2].map(|d| {
    ///         let x = x.clone();
    ///         thread::spawn(move || x.set(x.get() + d))
    ///     });
    ///     for thread in threads {
    ///         thread.join().unwrap();
    ///     }
    ///     x.get()
    /// })?;
    /// assert_eq!(replay.outcome, Some(1));
    /// # Ok::<(), racelab::explore::ScheduleError>(())
    /// ```
    pub fn replay<O, F>(&self, schedule: &Schedule, program: F) -> Result<Replay<O>, ScheduleError>
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        self.replays().replay(schedule, program)
    }

    /// Finds every state of `program` and the steps between them, under sequential consistency:
    /// reads return the newest values, and no wait or compare-exchange ends or fails spuriously.
    /// The search stops at `max_states` states, after [`max_duration`](Self::max_duration), or at
    /// [`max_steps`](Self::max_steps), and the graph says so.
    ///
    /// ```
    /// use racelab::explore::Explorer;
    /// use racelab::sync::{Arc, cell::PlainCell, thread};
    ///
    /// let graph = Explorer::new().state_graph(1_000, || {
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
    /// assert!(graph.complete);
    /// assert_eq!(graph.paths(), Some(6));
    /// ```
    pub fn state_graph<O, F>(&self, max_states: usize, program: F) -> StateGraph
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        let explorer = self.clone().spurious(false);
        explorer.wide_state_graph(max_states, false, None, program)
    }

    /// [`state_graph`](Self::state_graph) with more steps, or with fewer states. Under `weak`
    /// memory, that of RC11, a read may also return an older value, and a write take an earlier
    /// place. The graph has spurious steps if [`spurious`](Self::spurious) is on. With `around`, a
    /// schedule and a number, it has the states on the schedule, and those at most that many steps
    /// away from it. It is not complete if the program has other states.
    ///
    /// ```
    /// use racelab::explore::{Explorer, Schedule};
    /// use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
    /// use racelab::sync::{Arc, thread};
    ///
    /// let program = || {
    ///     let x = Arc::new(AtomicU64::new(0));
    ///     let theirs = x.clone();
    ///     let writer = thread::spawn(move || theirs.store(1, Relaxed));
    ///     let reader = thread::spawn(move || x.load(Relaxed));
    ///     writer.join().unwrap();
    ///     reader.join().unwrap()
    /// };
    /// let weak = Explorer::new().wide_state_graph(1_000, true, None, program);
    /// // Even after A's write, B may read the old value.
    /// assert!(weak.steps.iter().any(|step| step.schedule.to_string() == "B~1"));
    /// let schedule: Schedule = "AB".parse()?;
    /// let near = Explorer::new().wide_state_graph(1_000, false, Some((schedule, 0)), program);
    /// assert!(!near.complete);
    /// # Ok::<(), racelab::explore::ScheduleError>(())
    /// ```
    pub fn wide_state_graph<O, F>(
        &self,
        max_states: usize,
        weak: bool,
        around: Option<(Schedule, usize)>,
        program: F,
    ) -> StateGraph
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        let limits = states::Bounds::of(&self.settings, max_states);
        let around = around.map(|(schedule, radius)| states::Around { schedule, radius });
        let rules = (self.settings.rules, weak);
        states::graph(rules, limits, around, Numbered::new(program))
    }

    /// Runs `program` by `schedule`, and stops after its last step. A caller that acts as the
    /// scheduler looks, chooses a step, appends it to the schedule, and looks again.
    ///
    /// # Errors
    ///
    /// As [`replay`](Self::replay).
    ///
    /// ```
    /// use racelab::explore::{Explorer, Schedule, Standing};
    /// use racelab::sync::{Arc, cell::PlainCell, thread};
    ///
    /// let situation = Explorer::new().look(&"A".parse()?, || {
    ///     let x = Arc::new(PlainCell::new(0).named("x"));
    ///     let other = x.clone();
    ///     thread::spawn(move || other.set(other.get() + 1));
    /// })?;
    /// let Standing::Ready { next, .. } = &situation.threads[1] else { panic!() };
    /// assert_eq!(next, "write x <- 1");
    /// # Ok::<(), racelab::explore::ScheduleError>(())
    /// ```
    pub fn look<O, F>(&self, schedule: &Schedule, program: F) -> Result<Situation<O>, ScheduleError>
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        let program = Numbered::new(program);
        let seen = drive::look(&self.settings, schedule, program.clone())?;
        Ok(Situation {
            outcome: seen.outcome.and_then(|number| program.value(number)),
            execution: seen.execution,
            threads: seen.threads,
            memory: seen.memory,
            locks: seen.locks,
            failures: seen.failures,
            over: seen.over,
        })
    }
}
