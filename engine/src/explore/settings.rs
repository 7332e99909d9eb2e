//! What an exploration is to do.

use std::time::{Duration, Instant};

use super::ablation::Ablations;
use super::drive::{Notes, Watch};
use super::graph::Rules;
use super::limits::MemoryModel;

/// What an exploration is to do: what [`Explorer`](super::Explorer)'s methods set.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) rules: Rules,
    pub(super) max_executions: u64,
    pub(super) max_duration: Duration,
    pub(super) max_steps: usize,
    pub(super) stop_at_first_failure: bool,
    /// What was asked for; see [`notes`](Self::notes).
    pub(super) notes: Notes,
    pub(super) workers: usize,
    pub(super) watch: Option<Watch>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            rules: Rules {
                model: MemoryModel::default(),
                spurious: false,
                ablations: Ablations::default(),
            },
            max_executions: u64::MAX,
            max_duration: Duration::MAX,
            max_steps: 10_000,
            stop_at_first_failure: false,
            notes: Notes::default(),
            workers: 1,
            watch: None,
        }
    }
}

impl Plan {
    /// What to note besides outcomes and failures. With spurious wake-ups there is no
    /// number of interleavings: how often a wait ends by itself has no bound.
    pub(super) fn notes(&self) -> Notes {
        Notes {
            interleavings: self.notes.interleavings && !self.rules.spurious,
            ..self.notes
        }
    }

    /// When an exploration that begins now has to end, if ever.
    pub(super) fn deadline(&self) -> Option<Instant> {
        Instant::now().checked_add(self.max_duration)
    }
}
