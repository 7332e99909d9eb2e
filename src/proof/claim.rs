//! A claim about a small program, and its proof.

use std::fmt::{self, Debug};
use std::marker::PhantomData;
use std::sync::Arc;

use crate::confine;
use crate::explore::{Explorer, MemoryModel};

use super::case::{Case, MAX_DURATION, Shows, Wrong};
use super::report::Proof;
use super::returned::Returned;

/// Executions after which a claim is too big: most take a laptop less than a minute.
const MAX_EXECUTIONS: u64 = 2_000_000;

/// A small concurrent program and what must hold of it.
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
    /// Claims that no execution of `program` fails. `instance` says how big it is,
    /// in words: "2 threads, 2 increments each".
    ///
    /// The exploration is given up after 2,000,000 executions or a minute of processor
    /// time: on a busy machine it takes longer, and the verdict is the same. What is left of
    /// the minute, or ten seconds if that is more, goes to a search [by
    /// preemptions](Explorer::max_preemptions). What that finds is a verdict like any other.
    /// If it finds nothing wrong, the claim is too big, and the sentence of its proof says up
    /// to how many preemptions nothing is wrong under sequential consistency.
    ///
    /// A program with more than 200,000 executions is searched by up to two preemptions
    /// before the others are explored, for at most two seconds: most of what is wrong with a
    /// large program needs no more, and may lie at the end of the exploration.
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

    /// Claims that `judge` finds nothing wrong with any outcome.
    pub fn judged(
        mut self,
        judge: impl Fn(&O) -> Result<(), Wrong> + Send + Sync + 'static,
    ) -> Self {
        self.case.judge = Arc::new(move |outcome| judge(outcome.get()));
        self
    }

    /// Claims besides that some execution has an outcome of which `shows` is true: code
    /// may be right only because its threads keep each other from working. `sentence`
    /// says what that execution shows, and completes "there is no execution in which",
    /// which is how the claim fails, with
    /// [`Verdict::NoConcurrency`](super::Verdict::NoConcurrency). Nothing is said of
    /// an exploration that a limit has ended.
    ///
    /// ```
    /// use racelab::proof::{Claim, Verdict};
    /// use racelab::sync::{Arc, Mutex, atomic::{AtomicU64, Ordering::Relaxed}, thread};
    ///
    /// // How many other threads each of two found at the table.
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

    /// Claims that some execution ends in a deadlock, or in a livelock of threads that wait in
    /// loops, and takes neither for a failure: that threads can wait for each other may be the
    /// only sign that one of them does not pass the other. `sentence` says what is wrong if there
    /// is no such execution, with [`Verdict::WrongOutcome`](super::Verdict::WrongOutcome).
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

    /// Claims besides that threads do not meet: the order in which they run makes no difference
    /// to any lock, atomic or cell. `sentence` says what they do otherwise, which is how the
    /// claim fails, with [`Verdict::NoConcurrency`](super::Verdict::NoConcurrency).
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

    /// Leaves out the executions in which a wait ends, or a compare_exchange_weak fails,
    /// spuriously. A program that waits on condition variables has many times as many
    /// executions with them, and a smallest instance shows whether it looks again after
    /// each wait: so a check takes that one with them, and larger ones without. The
    /// [`Proof`] says so.
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

    /// What a lab's binary takes behind `replay SCHEDULE` to replay an execution of
    /// this program: `--exercise --threads 3`.
    pub fn arguments(mut self, arguments: impl Into<String>) -> Self {
        self.case.arguments = arguments.into();
        self
    }

    /// Gives up after this many executions.
    pub fn max_executions(mut self, executions: u64) -> Self {
        self.case.max_executions = executions;
        self
    }

    /// Says that loom cannot judge this program, and why.
    pub fn without_loom(mut self, reason: &'static str) -> Self {
        self.case.without_loom = Some(reason);
        self
    }

    /// Explores every execution and judges them; asks loom about what was proved.
    pub fn prove(&self) -> Proof {
        self.case.prove()
    }
}
