//! The limits and the verdict of loom.

use std::time::Duration;

/// The limits of loom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoomLimits {
    /// The most executions that loom runs. `None`: no limit.
    pub max_iterations: Option<usize>,
    /// The most processor time that loom takes, checked between executions. `None`: no limit.
    pub max_duration: Option<Duration>,
    /// Run only executions with at most this many preemptions (more than 255 count as 255). This
    /// finds most failures soon, and proves nothing: without a failure the verdict is
    /// [`Undecided`](LoomVerdict::Undecided).
    pub preemption_bound: Option<usize>,
    /// The most choices (of a thread, of a value) in one execution.
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

/// The verdict of loom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoomVerdict {
    /// No execution that loom has run fails, and loom believes that it has run all of them.
    Holds {
        /// The number of executions that loom ran, many of them more than once.
        iterations: u64,
    },
    /// An execution fails.
    Fails {
        /// The place of the failure and the message of the first panic. The words are loom's own
        /// only if the seam has no better ones.
        message: String,
        /// The number of executions that loom ran, including the failing one.
        iterations: u64,
    },
    /// loom cannot decide.
    Undecided {
        /// The reason, in words.
        reason: String,
        /// The number of executions that loom ran to their ends.
        iterations: u64,
    },
}
