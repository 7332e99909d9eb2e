//! A program and a judge of its outcomes, for any type of outcome.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::explore::{Execution, Exploration, Explorer, FailureKind, MemoryModel, StoppedBy};

use super::finding::{Finding, gravity, hardness};
use super::returned::Returned;
use super::verdict::Verdict;

/// The processor time after which a claim is too big.
pub(super) const MAX_DURATION: Duration = Duration::from_secs(60);

/// The number of executions of a large claim that are explored first; they take a second or two.
/// The claims about the labs' solutions have fewer.
const FIRST_EXECUTIONS: u64 = 200_000;

/// The reason for which an outcome is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub(super) verdict: Verdict,
    pub(super) sentence: String,
}

impl Wrong {
    /// A wrong outcome. The sentence names the outcome and the expected one.
    pub fn outcome(sentence: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::WrongOutcome,
            sentence: sentence.into(),
        }
    }

    /// A wrong outcome of the kind that a lost update causes.
    pub fn lost_update(sentence: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::LostUpdate,
            sentence: sentence.into(),
        }
    }
}

/// Judges an outcome.
pub(super) type Judge = dyn Fn(&Returned) -> Result<(), Wrong> + Send + Sync;

/// Says whether an outcome is the one that some execution has to have.
pub(super) type Shows = dyn Fn(&Returned) -> bool + Send + Sync;

/// Gives the advice for an execution that shows more than its verdict says.
pub(super) type Explain = dyn Fn(Verdict, &Execution) -> Option<&'static str> + Send + Sync;

/// A claim, for any type of outcome.
pub(super) struct Case {
    pub(super) instance: String,
    pub(super) arguments: String,
    pub(super) program: Arc<dyn Fn() -> Returned + Send + Sync>,
    pub(super) judge: Arc<Judge>,
    /// The outcomes that some execution has to have, each in words.
    pub(super) possible: Vec<(String, Arc<Shows>)>,
    pub(super) explain: Arc<Explain>,
    /// The sentence if a deadlock has to be possible and no execution ends in one.
    pub(super) possible_deadlock: Option<String>,
    /// The sentence if the order of the threads must not make a difference and does.
    pub(super) without_conflicts: Option<String>,
    pub(super) explorer: Explorer,
    /// The number of executions after which the claim is too big.
    pub(super) max_executions: u64,
    pub(super) without_spurious: bool,
    pub(super) without_loom: Option<&'static str>,
}

impl Case {
    /// Explores every execution, up to the limits of a claim. The examples of outcomes are not
    /// [the easiest](Self::explore_for_examples).
    pub(super) fn explore(&self) -> Exploration<Returned> {
        self.explore_up_to(self.max_executions, MemoryModel::Rc11, true)
    }

    /// Explores the first executions of a large program, or every one of a small program.
    pub(super) fn explore_first(&self) -> Exploration<Returned> {
        let first = self.max_executions.min(FIRST_EXECUTIONS);
        self.explore_up_to(first, MemoryModel::Rc11, true)
    }

    /// Explores the executions of a program that is wrong. Each outcome has the example that is
    /// easiest to follow; the search for it takes longer than the exploration.
    pub(super) fn explore_for_examples(&self, model: MemoryModel) -> Exploration<Returned> {
        let first = self.max_executions.min(FIRST_EXECUTIONS);
        let found = self.explore_up_to(first, model, false);
        match self.goes_on(&found) {
            true => self.explore_up_to(self.max_executions, model, false),
            false => found,
        }
    }

    /// Whether the [first](Self::explore_first) executions are right, and there are more.
    pub(super) fn goes_on(&self, first: &Exploration<Returned>) -> bool {
        self.max_executions > FIRST_EXECUTIONS
            && first.stopped_by() == Some(&StoppedBy::Executions(FIRST_EXECUTIONS))
            && self.worst(first).is_none()
    }

    fn explore_up_to(
        &self,
        executions: u64,
        model: MemoryModel,
        first_examples: bool,
    ) -> Exploration<Returned> {
        let program = Arc::clone(&self.program);
        let explorer = self.explorer.clone().max_executions(executions);
        let explorer = explorer.first_examples(first_examples);
        explorer.memory_model(model).explore(move || program())
    }

    /// The most serious failure of an exploration: first the kinds that make all other results
    /// doubtful.
    pub(super) fn worst(&self, exploration: &Exploration<Returned>) -> Option<Finding> {
        let failures = exploration.failures().iter();
        let failures = failures.filter(|failure| !self.is_permitted(failure.kind));
        let failure = failures.min_by_key(|failure| gravity(failure.kind));
        let wrong = || {
            let outcomes = exploration.outcomes().iter();
            outcomes.filter_map(|(outcome, found)| self.wrong(outcome, &found.example))
        };
        let hardness = |finding: &Finding| hardness(&finding.example);
        match failure {
            Some(failure) if failure.kind == FailureKind::DataRace => {
                // An execution whose data race also causes a wrong outcome explains more.
                let racing = wrong().filter_map(Finding::into_race).min_by_key(hardness);
                racing.or_else(|| Some(Finding::of_failure(failure)))
            }
            Some(failure) => Some(Finding::of_failure(failure)),
            None => wrong().min_by_key(hardness),
        }
    }

    /// Whether a failure of this kind is one that has to be possible: threads that wait for
    /// each other, asleep or in a loop.
    pub(super) fn is_permitted(&self, kind: FailureKind) -> bool {
        let waits = matches!(kind, FailureKind::Deadlock | FailureKind::Livelock);
        waits && self.possible_deadlock.is_some()
    }

    /// The judge's objection to the outcome of this execution, if any.
    pub(super) fn wrong(&self, outcome: &Returned, example: &Execution) -> Option<Finding> {
        let Wrong { verdict, sentence } = (self.judge)(outcome).err()?;
        Some(Finding {
            verdict,
            sentence,
            consequence: None,
            example: example.clone(),
        })
    }
}

/// The program of a claim that failed, to be run again.
#[derive(Clone)]
pub(crate) struct Refuted {
    pub(super) program: Arc<dyn Fn() -> Returned + Send + Sync>,
    pub(super) judge: Arc<Judge>,
    pub(super) explorer: Explorer,
}

impl fmt::Debug for Refuted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refuted").finish_non_exhaustive()
    }
}

impl Refuted {
    pub(super) fn of(case: &Case) -> Self {
        Self {
            program: Arc::clone(&case.program),
            judge: Arc::clone(&case.judge),
            explorer: case.explorer.clone(),
        }
    }
}
