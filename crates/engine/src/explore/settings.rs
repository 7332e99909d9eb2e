//! What an exploration is to do.

use std::sync::Arc;
use std::time::Duration;

use super::ablation::Ablations;
use super::drive::{Budget, Notes, Watch};
use super::graph::Rules;
use super::limits::{MOST_MEMORY, MemoryModel};
use crate::time::{Clocks, SystemClocks};

/// What an exploration is to do: what [`Explorer`](super::Explorer)'s methods set.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) rules: Rules,
    pub(super) max_executions: u64,
    /// Processor time of all exploring threads together.
    pub(super) max_duration: Duration,
    pub(super) clocks: Arc<dyn Clocks>,
    pub(super) max_steps: usize,
    /// Whether to search by preemptions, and up to how many.
    pub(super) max_preemptions: Option<usize>,
    /// How much memory the states of such a search may take, in bytes.
    pub(super) max_memory: usize,
    pub(super) stop_at_first_failure: bool,
    /// What was asked for; see [`notes`](Self::notes).
    pub(super) notes: Notes,
    pub(super) workers: usize,
    pub(super) watch: Option<Watch>,
    /// The file whose calls a replay notes.
    pub(super) calls_in: Option<&'static str>,
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
            clocks: Arc::new(SystemClocks),
            max_steps: 10_000,
            max_preemptions: None,
            max_memory: MOST_MEMORY,
            stop_at_first_failure: false,
            notes: Notes::default(),
            workers: 1,
            watch: None,
            calls_in: None,
        }
    }
}

impl Plan {
    /// What to note besides outcomes and failures. With spurious wake-ups there is no
    /// number of interleavings: how often a wait ends by itself has no bound. A search by
    /// preemptions leaves interleavings out.
    pub(super) fn notes(&self) -> Notes {
        let all = !self.rules.spurious && self.max_preemptions.is_none();
        Notes {
            interleavings: self.notes.interleavings && all,
            ..self.notes
        }
    }

    /// The processor time of an exploration that begins now.
    pub(super) fn budget(&self) -> Arc<Budget> {
        Arc::new(Budget::new(&self.clocks, self.max_duration))
    }
}
