//! A claim about a small program, and its proof.

use std::fmt::{self, Debug};
use std::marker::PhantomData;
use std::sync::Arc;

use crate::confine;
use crate::explore::{Execution, Explorer, MemoryModel};

use super::case::{Case, MAX_DURATION, Shows, Wrong};
use super::report::Proof;
use super::returned::Returned;
use super::verdict::Verdict;

/// The number of executions after which a claim is too big; most programs need less than a minute.
const MAX_EXECUTIONS: u64 = 2_000_000;

/// A small concurrent program and a condition on all of its executions.
pub struct Claim<O> {
    pub(super) case: Case,
    outcome: PhantomData<fn(O)>,
}

impl<O> fmt::Debug for Claim<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim")
            .field("instance", &self.case.instance)
            .finish_non_exhaustive()
    }
}

impl<O: Ord + Clone + Debug + Send + 'static> Claim<O> {
    /// Claims that no execution of `program` fails. `instance` describes its size in words: "2
    /// threads, 2 increments each".
    ///
    /// The exploration stops after 2,000,000 executions or a minute of processor time. Processor
    /// time makes the verdict independent of the load of the machine. The rest of the minute, but
    /// at least ten seconds, goes to a search [by preemptions](Explorer::max_preemptions). A
    /// failure that the search finds counts like any other. If it finds none, the claim is too big,
    /// and the proof says up to how many preemptions nothing is wrong under sequential consistency.
    ///
    /// A program with more than 200,000 executions is first searched with up to two preemptions,
    /// for at most two seconds. Most failures of a large program need no more preemptions, and an
    /// exploration may find them late.
    ///
    /// ```
    /// use racelab::proof::{Claim, Verdict};
    /// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}, thread};
    ///
    /// let proof = Claim::new("2 threads, 9 increments each", || {
    ///     let x = Arc::new(AtomicU64::new(0));
    ///     let theirs = Arc::clone(&x);
    ///     let add = |x: Arc<AtomicU64>| (0..9).for_each(|_| _ = x.fetch_add(1, Relaxed));
    ///     let thread = thread::spawn(move || add(theirs));
    ///     add(Arc::clone(&x));
    ///     thread.join().unwrap();
    ///     x.load(Relaxed)
    /// })
    /// .max_executions(50)
    /// .prove();
    /// assert_eq!(proof.verdict, Verdict::TooBig);
    /// assert_eq!(
    ///     proof.sentence,
    ///     "nothing wrong was found, but not all was seen: stopped after 50 executions; \
    ///      nothing wrong up to 1 preemption under sequential consistency"
    /// );
    /// ```
    pub fn new(
        instance: impl Into<String>,
        program: impl Fn() -> O + Send + Sync + 'static,
    ) -> Self {
        let case = Case {
            instance: instance.into(),
            arguments: String::new(),
            program: Arc::new(move || {
                confine::beat();
                Returned::new(program())
            }),
            judge: Arc::new(|_| Ok(())),
            possible: Vec::new(),
            explain: Arc::new(|_, _| None),
            possible_deadlock: None,
            without_conflicts: None,
            explorer: Explorer::new()
                .memory_model(MemoryModel::Rc11)
                .spurious(true)
                .max_duration(MAX_DURATION),
            max_executions: MAX_EXECUTIONS,
            without_spurious: false,
            without_loom: None,
        };
        Self {
            case,
            outcome: PhantomData,
        }
    }

    /// Claims that `judge` accepts every outcome.
    pub fn judged(
        mut self,
        judge: impl Fn(&O) -> Result<(), Wrong> + Send + Sync + 'static,
    ) -> Self {
        self.case.judge = Arc::new(move |outcome| judge(outcome.get()));
        self
    }

    /// Claims also that some execution has an outcome that `shows` accepts. Without that, a program
    /// could be right only because its threads exclude each other all the time. `sentence`
    /// describes the execution, and completes "there is no execution in which". The claim fails
    /// with [`Verdict::NoConcurrency`]. An exploration that a limit
    /// has stopped does not decide it.
    ///
    /// ```
    /// use racelab::proof::{Claim, Verdict};
    /// use racelab::sync::{Arc, Mutex, atomic::{AtomicU64, Ordering::Relaxed}, thread};
    ///
    /// // The number of other threads that each of two threads finds at the table.
    /// let meals = |forks: usize| move || {
    ///     let forks: Arc<Vec<_>> = Arc::new((0..forks).map(|_| Mutex::new(())).collect());
    ///     let eating = Arc::new(AtomicU64::new(0));
    ///     let threads = [0, 1].map(|seat| {
    ///         let (forks, eating) = (Arc::clone(&forks), Arc::clone(&eating));
    ///         thread::spawn(move || {
    ///             let _fork = forks[seat % forks.len()].lock();
    ///             let others = eating.fetch_add(1, Relaxed);
    ///             eating.fetch_sub(1, Relaxed);
    ///             others
    ///         })
    ///     });
    ///     threads.map(|thread| thread.join().unwrap())
    /// };
    /// let claim = |forks| {
    ///     let claim = Claim::new("2 philosophers", meals(forks));
    ///     claim.possible("two eat together", |others| others.contains(&1))
    /// };
    /// assert_eq!(claim(2).prove().verdict, Verdict::Proved);
    /// let proof = claim(1).prove();
    /// assert_eq!(proof.verdict, Verdict::NoConcurrency);
    /// assert_eq!(proof.sentence, "there is no execution in which two eat together");
    /// ```
    pub fn possible(
        mut self,
        sentence: impl Into<String>,
        shows: impl Fn(&O) -> bool + Send + Sync + 'static,
    ) -> Self {
        let shows: Arc<Shows> = Arc::new(move |outcome| shows(outcome.get()));
        self.case.possible.push((sentence.into(), shows));
        self
    }

    /// Adds advice for an execution that shows more than its verdict says. `explain` gets the
    /// verdict and the execution; if it returns `None`, the proof has the verdict's own advice.
    ///
    /// ```
    /// use racelab::proof::Claim;
    /// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}, thread};
    ///
    /// let proof = Claim::new("a thread that waits for a bell", || {
    ///     let bell = Arc::new(AtomicU64::new(0).named("bell"));
    ///     let theirs = Arc::clone(&bell);
    ///     let thread = thread::spawn(move || while theirs.load(Relaxed) == 0 {});
    ///     thread.join().unwrap();
    /// })
    /// .explained(|_, execution| {
    ///     let is_rung = execution.events.iter().any(|event| event.written.is_some());
    ///     (!is_rung).then_some("Ring the bell.")
    /// })
    /// .prove();
    /// assert_eq!(proof.advice(), Some("Ring the bell."));
    /// ```
    pub fn explained(
        mut self,
        explain: impl Fn(Verdict, &Execution) -> Option<&'static str> + Send + Sync + 'static,
    ) -> Self {
        self.case.explain = Arc::new(explain);
        self
    }

    /// Claims that some execution ends in a deadlock, or in a livelock of threads that wait in
    /// loops, and counts neither as a failure. Such an execution may be the only sign that one
    /// thread does not pass another. If there is none, the claim fails with `sentence` and
    /// [`Verdict::WrongOutcome`].
    ///
    /// ```
    /// use racelab::proof::{Claim, Verdict};
    /// use racelab::sync::{Arc, RwLock, thread};
    ///
    /// // A reader that reads again, if it may, and a writer.
    /// let claim = |again: bool| {
    ///     let program = move || {
    ///         let value = Arc::new(RwLock::new(0));
    ///         let theirs = Arc::clone(&value);
    ///         let writer = thread::spawn(move || *theirs.write() = 1);
    ///         let first = value.read();
    ///         let second = again.then(|| value.read());
    ///         drop((second, first));
    ///         writer.join().unwrap();
    ///     };
    ///     Claim::new("2 threads", program).possible_deadlock("readers pass the writer")
    /// };
    /// assert_eq!(claim(true).prove().verdict, Verdict::Proved);
    /// let proof = claim(false).prove();
    /// assert_eq!(proof.verdict, Verdict::WrongOutcome);
    /// assert_eq!(proof.sentence, "readers pass the writer");
    /// ```
    pub fn possible_deadlock(mut self, sentence: impl Into<String>) -> Self {
        self.case.possible_deadlock = Some(sentence.into());
        self
    }

    /// Claims also that threads do not interact: their order makes no difference to any lock,
    /// atomic or cell. If it does, the claim fails with `sentence` and
    /// [`Verdict::NoConcurrency`].
    ///
    /// ```
    /// use racelab::proof::{Claim, Verdict};
    /// use racelab::sync::{Arc, RwLock, thread};
    ///
    /// let claim = |look: fn(&RwLock<u64>) -> u64| {
    ///     let program = move || {
    ///         let value = Arc::new(RwLock::new(7));
    ///         let threads = [0, 1].map(|_| {
    ///             let value = Arc::clone(&value);
    ///             thread::spawn(move || look(&value))
    ///         });
    ///         threads.map(|thread| thread.join().unwrap())
    ///     };
    ///     Claim::new("2 readers", program).without_conflicts("readers wait for each other")
    /// };
    /// assert_eq!(claim(|value| *value.read()).prove().verdict, Verdict::Proved);
    /// let proof = claim(|value| *value.write()).prove();
    /// assert_eq!(proof.verdict, Verdict::NoConcurrency);
    /// assert_eq!(proof.sentence, "readers wait for each other");
    /// ```
    pub fn without_conflicts(mut self, sentence: impl Into<String>) -> Self {
        self.case.without_conflicts = Some(sentence.into());
        self
    }

    /// Leaves out the executions with spurious wake-ups, and with spurious failures of
    /// `compare_exchange_weak`. They multiply the executions of a program that waits on condition
    /// variables, and the smallest instance shows already whether the code checks its condition
    /// again after each wait. So a check explores them in the smallest instance only. The [`Proof`]
    /// says so.
    ///
    /// ```
    /// use racelab::proof::{Claim, Verdict};
    /// use racelab::sync::{Arc, Condvar, Mutex, thread};
    ///
    /// let claim = || Claim::new("2 threads", || {
    ///     let shared = Arc::new((Mutex::new(false), Condvar::new()));
    ///     let theirs = Arc::clone(&shared);
    ///     let thread = thread::spawn(move || {
    ///         *theirs.0.lock() = true;
    ///         theirs.1.notify_one();
    ///     });
    ///     shared.1.wait_while(&mut shared.0.lock(), |ready| !*ready);
    ///     thread.join().unwrap();
    /// });
    /// let (with, without) = (claim().prove(), claim().without_spurious().prove());
    /// assert!(without.executions < with.executions);
    /// assert!(!with.without_spurious && without.without_spurious);
    /// assert_eq!(
    ///     without.sentence,
    ///     "every execution without spurious wake-ups and failures is right"
    /// );
    /// ```
    pub fn without_spurious(mut self) -> Self {
        self.case.explorer = self.case.explorer.spurious(false);
        self.case.without_spurious = true;
        self
    }

    /// The arguments with which a lab's binary replays an execution of this program, after `replay
    /// SCHEDULE`: `--exercise --threads 3`.
    pub fn arguments(mut self, arguments: impl Into<String>) -> Self {
        self.case.arguments = arguments.into();
        self
    }

    /// Stops after this many executions.
    pub fn max_executions(mut self, executions: u64) -> Self {
        self.case.max_executions = executions;
        self
    }

    /// Records that loom cannot judge this program, and why.
    pub fn without_loom(mut self, reason: &'static str) -> Self {
        self.case.without_loom = Some(reason);
        self
    }

    /// Explores every execution and judges it; asks loom for a second opinion on a proof.
    pub fn prove(&self) -> Proof {
        self.case.prove()
    }
}
