//! loom's opinion on a proof of the explorer.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::explore::Exploration;

use super::case::Case;
use super::loom::{self, LoomLimits, LoomVerdict};
use super::returned::Returned;

/// The number of executions after which loom is stopped: a few seconds.
const LOOM_ITERATIONS: usize = 20_000;

/// loom's opinion on a program that the explorer has judged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecondOpinion {
    /// loom was not asked, for this reason.
    NotAsked(&'static str),
    /// loom is not [plugged in](loom::is_plugged_in), as in a student's build.
    Absent,
    /// loom finds no failure either, and has seen exactly the outcomes that the explorer has seen.
    Agrees {
        /// The number of its executions; many of them are equal.
        iterations: u64,
    },
    /// loom finds no failure, but has seen less than the explorer. The explorer's verdict stands.
    SeesLess {
        /// The number that loom has seen.
        seen: u64,
        /// The number that the explorer has seen.
        of: u64,
        /// The things counted: `outcomes`, or `executions` if there is one outcome.
        what: &'static str,
    },
    /// loom reports a failure. The explorer's verdict stands.
    Disagrees {
        /// loom's own words.
        message: String,
    },
    /// loom did not finish.
    Undecided {
        /// The reason.
        reason: String,
    },
}

impl SecondOpinion {
    /// The note about loom's opinion beside the proof of this instance, as a sentence; `None` if
    /// loom agrees.
    ///
    /// ```
    /// use racelab::proof::SecondOpinion;
    ///
    /// let (seen, of, what) = (1, 2, "outcomes");
    /// assert_eq!(
    ///     SecondOpinion::SeesLess { seen, of, what }.note("3 threads").as_deref(),
    ///     Some("loom saw only 1 of 2 outcomes of 3 threads, and nothing wrong.")
    /// );
    /// ```
    pub fn note(&self, instance: &str) -> Option<String> {
        Some(match self {
            Self::Agrees { .. } => return None,
            Self::NotAsked(reason) => format!("loom was not asked: {reason}."),
            Self::Absent => {
                "loom judges your code too, in `cargo test` and when you are graded.".to_owned()
            }
            Self::SeesLess { seen, of, what } => {
                format!("loom saw only {seen} of {of} {what} of {instance}, and nothing wrong.")
            }
            Self::Disagrees { message } => format!(
                "loom disagrees, which does not change your verdict: the explorer decides. It says \
                 about {instance}: {message}"
            ),
            Self::Undecided { reason } => format!("loom came to no verdict: {reason}."),
        })
    }
}

impl Case {
    /// Asks loom about a program that the explorer has proved, and compares the outcomes.
    pub(super) fn second_opinion(&self, explored: &Exploration<Returned>) -> SecondOpinion {
        if let Some(reason) = self.without_loom {
            return SecondOpinion::NotAsked(reason);
        }
        if !loom::is_plugged_in() {
            return SecondOpinion::Absent;
        }
        let limits = LoomLimits {
            max_iterations: Some(LOOM_ITERATIONS),
            ..LoomLimits::default()
        };
        let outcomes = Arc::new(Mutex::new(Vec::new()));
        let (program, judge) = (Arc::clone(&self.program), Arc::clone(&self.judge));
        let seen = Arc::clone(&outcomes);
        let verdict = loom::judge(&limits, move || {
            let outcome = program();
            if let Err(wrong) = judge(&outcome) {
                std::panic::panic_any(wrong.sentence);
            }
            let mut seen = seen.lock();
            if !seen.contains(&outcome) {
                seen.push(outcome);
            }
        });
        let outcomes = outcomes.lock();
        match verdict {
            LoomVerdict::Holds { iterations } => compared(explored, &outcomes, iterations),
            LoomVerdict::Fails { message, .. } => SecondOpinion::Disagrees {
                message: with_known_fault(message),
            },
            LoomVerdict::Undecided { reason, .. } => SecondOpinion::Undecided { reason },
        }
    }
}

/// The opinion of a loom that found no failure in these outcomes.
fn compared(
    explored: &Exploration<Returned>,
    outcomes: &[Returned],
    iterations: u64,
) -> SecondOpinion {
    let all = explored.outcomes();
    if let Some(other) = outcomes.iter().find(|outcome| !all.contains_key(outcome)) {
        return SecondOpinion::Disagrees {
            message: format!(
                "an execution ends with {other:?}, which the explorer rules out (loom is known to \
                 show executions that are impossible: its issue 282)"
            ),
        };
    }
    let sees_less = |seen, of, what| SecondOpinion::SeesLess { seen, of, what };
    if outcomes.len() < all.len() {
        return sees_less(outcomes.len() as u64, all.len() as u64, "outcomes");
    }
    // loom's runs cannot be compared with executions, unless there is only one: many runs are
    // equal, and none has a spurious wake-up or failure.
    if iterations == 1 && explored.executions() > 1 {
        return sees_less(1, explored.executions(), "executions");
    }
    SecondOpinion::Agrees { iterations }
}

/// loom's message, with a hint if it may be a known fault of loom.
fn with_known_fault(message: String) -> String {
    match message.starts_with("deadlock") {
        true => {
            message
                + " (loom is known to report a deadlock where two try_lock meet: its \
                           issue 376)"
        }
        false => message,
    }
}
