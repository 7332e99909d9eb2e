//! A claim about a small program, and its proof.

use std::fmt::{self, Debug};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::confine;
use crate::explore::{
    Execution, Exploration, Explorer, FailureKind, MemoryModel, Place, StoppedBy,
};

use super::advice;
use super::finding::{Finding, gravity, hardness};
use super::report::Proof;
use super::returned::Returned;
use super::search::Searched;
use super::verdict::Verdict;

/// Executions after which a claim is too big: most take a laptop less than a minute.
const MAX_EXECUTIONS: u64 = 2_000_000;

/// Processor time after which a claim is too big.
pub(super) const MAX_DURATION: Duration = Duration::from_secs(60);

/// What is wrong with an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub(super) verdict: Verdict,
    pub(super) sentence: String,
}

impl Wrong {
    /// The outcome is wrong; the sentence says what it is and what was expected.
    pub fn outcome(sentence: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::WrongOutcome,
            sentence: sentence.into(),
        }
    }

    /// The outcome is wrong as it is when an update was lost.
    pub fn lost_update(sentence: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::LostUpdate,
            sentence: sentence.into(),
        }
    }
}

/// Says what is wrong with an outcome, if anything is.
pub(super) type Judge = dyn Fn(&Returned) -> Result<(), Wrong> + Send + Sync;

/// Says whether an outcome is one that has to be possible.
type Shows = dyn Fn(&Returned) -> bool + Send + Sync;

/// A small concurrent program and what must hold of it.
pub struct Claim<O> {
    pub(super) case: Case,
    outcome: PhantomData<fn(O)>,
}

/// A claim, whatever the type of its outcomes.
pub(super) struct Case {
    pub(super) instance: String,
    arguments: String,
    pub(super) program: Arc<dyn Fn() -> Returned + Send + Sync>,
    pub(super) judge: Arc<Judge>,
    /// What has to be possible, each in words.
    possible: Vec<(String, Arc<Shows>)>,
    pub(super) explorer: Explorer,
    without_spurious: bool,
    pub(super) without_loom: Option<&'static str>,
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
            explorer: Explorer::new()
                .memory_model(MemoryModel::Rc11)
                .spurious(true)
                .max_executions(MAX_EXECUTIONS)
                .max_duration(MAX_DURATION),
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
    /// which is how the claim fails, with [`Verdict::NoConcurrency`]. Nothing is said of
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
        self.case.explorer = self.case.explorer.max_executions(executions);
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

impl Case {
    fn prove(&self) -> Proof {
        let weak = self.explore(MemoryModel::Rc11);
        let mut proof = match self.worst(&weak) {
            Some(finding) => self.refuted(finding),
            None => self.unrefuted(&weak),
        };
        proof.executions = weak.executions();
        if proof.verdict == Verdict::Proved {
            proof.second_opinion = self.second_opinion(&weak);
        }
        proof
    }

    /// What is wrong, if anything is in the executions that are explored.
    pub(super) fn refutation(&self) -> Option<Proof> {
        let weak = self.explore(MemoryModel::Rc11);
        self.worst(&weak).map(|finding| self.refuted(finding))
    }

    fn explore(&self, model: MemoryModel) -> Exploration<Returned> {
        let program = Arc::clone(&self.program);
        let explorer = self.explorer.clone().memory_model(model);
        explorer.explore(move || program())
    }

    /// The worst that an exploration found: what makes everything else doubtful
    /// comes first.
    pub(super) fn worst(&self, exploration: &Exploration<Returned>) -> Option<Finding> {
        let failures = exploration.failures().iter();
        let failure = failures.min_by_key(|failure| gravity(failure.kind));
        let wrong = || {
            let outcomes = exploration.outcomes().iter();
            outcomes.filter_map(|(outcome, found)| self.wrong(outcome, &found.example))
        };
        let hardness = |finding: &Finding| hardness(&finding.example);
        match failure {
            Some(failure) if failure.kind == FailureKind::DataRace => {
                // An execution with a race that also ends wrong says more.
                let racing = wrong().filter_map(Finding::into_race).min_by_key(hardness);
                racing.or_else(|| Some(Finding::of_failure(failure)))
            }
            Some(failure) => Some(Finding::of_failure(failure)),
            None => wrong().min_by_key(hardness),
        }
    }

    /// What the judge says of the outcome of this execution, if it is wrong.
    pub(super) fn wrong(&self, outcome: &Returned, example: &Execution) -> Option<Finding> {
        let Wrong { verdict, sentence } = (self.judge)(outcome).err()?;
        Some(Finding {
            verdict,
            sentence,
            consequence: None,
            example: example.clone(),
        })
    }

    /// What to say of a program that fails: the simplest model that shows it
    /// decides, since whoever understands the failure there understands it.
    fn refuted(&self, weak: Finding) -> Proof {
        let finding = match weak.verdict {
            // Of a program that contradicts itself no model says more.
            Verdict::NoVerdict => weak,
            _ => self.simplest(weak),
        };
        self.shown(finding)
    }

    fn shown(&self, finding: Finding) -> Proof {
        Proof {
            consequence: finding.consequence,
            ..self.proof(finding.verdict, finding.sentence)
        }
        .shown_by(self.with_calls(finding.example))
    }

    /// The same under sequential consistency, if anything is wrong there too.
    fn simplest(&self, weak: Finding) -> Finding {
        let strong = self.explore(MemoryModel::Sc);
        match self.worst(&strong) {
            Some(finding) => finding,
            None if strong.complete() => weak.into_ordering(),
            None => weak,
        }
    }

    fn unrefuted(&self, exploration: &Exploration<Returned>) -> Proof {
        if let Some(reason) = exploration.stopped_by() {
            let sentence = format!("nothing wrong was found, but not all was seen: {reason}");
            return match reason {
                StoppedBy::Unmodelled(_) | StoppedBy::Idle(_) => {
                    self.proof(Verdict::NoVerdict, sentence)
                }
                _ => {
                    let proof = self.searched(exploration, sentence);
                    match exploration.busiest_line() {
                        Some(line) if proof.verdict == Verdict::TooBig => too_long(proof, line),
                        _ => proof,
                    }
                }
            };
        }
        if exploration.outcomes().is_empty() {
            let sentence = "no execution came to an end that could be judged";
            return self.proof(Verdict::NoVerdict, sentence);
        }
        if !exploration.conflicts() {
            let sentence = "there is one execution: the order of the threads makes no difference \
                            to any lock, atomic or cell of racelab::sync";
            let mut examples = exploration.outcomes().values().map(|found| &found.example);
            let advice = examples.find_map(advice::of_lone_threads);
            return Proof {
                advice,
                ..self.proof(Verdict::NoConcurrency, sentence)
            };
        }
        if let Some(never) = self.impossible(exploration) {
            let sentence = format!("there is no execution in which {never}");
            return self.proof(Verdict::NoConcurrency, sentence).advising(
                "Nothing goes wrong, but the threads keep each other from working. Find what \
                 they wait for without need: a lock held for too long, or one where there \
                 could be several.",
            );
        }
        let sentence = match self.without_spurious {
            true => "every execution without spurious wake-ups and failures is right",
            false => "every execution is right",
        };
        self.proof(Verdict::Proved, sentence)
    }

    /// What to say of a program that is too big, if nothing else: this sentence.
    fn searched(&self, exploration: &Exploration<Returned>, sentence: String) -> Proof {
        match self.search(exploration) {
            Searched::Wrong(finding) => self.shown(finding),
            Searched::Nothing(None) => self.proof(Verdict::TooBig, sentence),
            Searched::Nothing(Some(seen)) => {
                self.proof(Verdict::TooBig, format!("{sentence}; {seen}"))
            }
        }
    }

    /// The first that has to be possible and that no execution shows.
    fn impossible(&self, exploration: &Exploration<Returned>) -> Option<&str> {
        let mut possible = self.possible.iter();
        let missing = possible.find(|(_, shows)| !exploration.outcomes().keys().any(|o| shows(o)));
        missing.map(|(sentence, _)| sentence.as_str())
    }

    pub(super) fn proof(&self, verdict: Verdict, sentence: impl Into<String>) -> Proof {
        Proof {
            arguments: self.arguments.clone(),
            without_spurious: self.without_spurious,
            ..Proof::new(self.instance.clone(), verdict, sentence)
        }
    }
}

/// Names the loop of an execution that has too many operations.
fn too_long(proof: Proof, line: Place) -> Proof {
    let sentence = format!(
        "{}; a thread comes to {line} again and again",
        proof.sentence
    );
    Proof { sentence, ..proof }.advising(
        "The explorer cannot see that this loop only waits: each round changes something, or \
         finds something new. Let a round that waits change nothing, and let only a thread that \
         goes on write; or wait with a lock, a condition variable or a channel.",
    )
}
