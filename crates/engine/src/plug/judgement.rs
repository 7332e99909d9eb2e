//! What a judgement of loom's is asked for, and what comes of it.

use std::time::Duration;

/// How far loom may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoomLimits {
    /// How many executions loom may run. `None`: as many as there are.
    pub max_iterations: Option<usize>,
    /// How much processor time loom may take; looked at between executions. `None`: as
    /// much as it takes.
    pub max_duration: Option<Duration>,
    /// Run only executions with at most this many preemptions (more than 255 count as
    /// 255). Finds most bugs soon, and proves nothing: without a failure the verdict is
    /// [`Undecided`](LoomVerdict::Undecided).
    pub preemption_bound: Option<usize>,
    /// How many choices (of a thread, of a value) one execution may have.
    pub max_branches: usize,
}

impl Default for LoomLimits {
    /// 100,000 executions, half a minute of the processor, every number of preemptions, and
    /// 10,000 choices.
    fn default() -> Self {
        Self {
            max_iterations: Some(100_000),
            max_duration: Some(Duration::from_secs(30)),
            preemption_bound: None,
            max_branches: 10_000,
        }
    }
}

/// What loom found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoomVerdict {
    /// No execution fails that loom has run, and loom takes them for all that there are.
    Holds {
        /// How many executions loom ran. It runs many of them more than once.
        iterations: u64,
    },
    /// An execution fails.
    Fails {
        /// Where it failed and what the first panic said, in loom's own words only where
        /// there are no better ones.
        message: String,
        /// How many executions loom ran, the failing one included.
        iterations: u64,
    },
    /// loom cannot tell.
    Undecided {
        /// Why, in words.
        reason: String,
        /// How many executions loom ran to their end.
        iterations: u64,
    },
}
