//! A program and what must hold of it, whatever the type of its outcomes.

use std::sync::Arc;
use std::time::Duration;

use crate::explore::{Execution, Exploration, Explorer, FailureKind, MemoryModel, StoppedBy};

use super::finding::{Finding, gravity, hardness};
use super::returned::Returned;
use super::verdict::Verdict;

/// Processor time after which a claim is too big.
pub(super) const MAX_DURATION: Duration = Duration::from_secs(60);

/// How many executions of a large claim are explored first; they take a second or two. The
/// checks of the labs' solutions have fewer.
const FIRST_EXECUTIONS: u64 = 200_000;

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
pub(super) type Shows = dyn Fn(&Returned) -> bool + Send + Sync;

/// A claim, whatever the type of its outcomes.
pub(super) struct Case {
    pub(super) instance: String,
    pub(super) arguments: String,
    pub(super) program: Arc<dyn Fn() -> Returned + Send + Sync>,
    pub(super) judge: Arc<Judge>,
    /// What has to be possible, each in words.
    pub(super) possible: Vec<(String, Arc<Shows>)>,
    /// What to say if no execution ends in a deadlock, where one has to be possible.
    pub(super) possible_deadlock: Option<String>,
    /// What to say if the order of the threads makes a difference, where it must not.
    pub(super) without_conflicts: Option<String>,
    pub(super) explorer: Explorer,
    /// Executions after which the claim is too big.
    pub(super) max_executions: u64,
    pub(super) without_spurious: bool,
    pub(super) without_loom: Option<&'static str>,
}

impl Case {
    /// Explores every execution, or as many as a claim may have.
    pub(super) fn explore(&self, model: MemoryModel) -> Exploration<Returned> {
        self.explore_up_to(self.max_executions, model)
    }

    /// Explores the first executions of a large program, and every one of a small program.
    pub(super) fn explore_first(&self, model: MemoryModel) -> Exploration<Returned> {
        self.explore_up_to(self.max_executions.min(FIRST_EXECUTIONS), model)
    }

    /// Whether nothing is wrong in these [first](Self::explore_first) executions, and there
    /// are more.
    pub(super) fn goes_on(&self, first: &Exploration<Returned>) -> bool {
        self.max_executions > FIRST_EXECUTIONS
            && first.stopped_by() == Some(&StoppedBy::Executions(FIRST_EXECUTIONS))
            && self.worst(first).is_none()
    }

    fn explore_up_to(&self, executions: u64, model: MemoryModel) -> Exploration<Returned> {
        let program = Arc::clone(&self.program);
        let explorer = self.explorer.clone().max_executions(executions);
        explorer.memory_model(model).explore(move || program())
    }

    /// The worst that an exploration found: what makes everything else doubtful
    /// comes first.
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
                // An execution with a race that also ends wrong says more.
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
}
