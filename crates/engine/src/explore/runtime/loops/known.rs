//! The knowledge about the program's loops, from any execution.

use std::collections::HashSet;

use super::round::{Round, Shape};
use super::samples::Samples;

/// The knowledge about loops that an exploration gains. The next attempt starts with it.
#[derive(Clone, Debug, Default)]
pub(in crate::explore) struct Known {
    /// Rounds with a new effect each time. The explorer explores each of these.
    exempt: HashSet<Shape>,
    /// Rounds whose effect an equal second round does not change, and rounds that another thread
    /// has seen. Of several equal rounds, the explorer explores two.
    kept: HashSet<Shape>,
    /// Rounds that a trial has shown to have no effect: the history of their thread at that time,
    /// and whether the round was kept.
    tried: HashSet<(u64, bool)>,
    /// Rounds that trials insert into other executions.
    pub(super) samples: Samples,
    /// Rounds in which threads have waited [together](super::together).
    pub(super) together: HashSet<Shape>,
}

impl Known {
    /// Keeps the rounds for which no execution allowed a trial. Returns whether there are any. If
    /// the threads of such rounds wait together for ever, the rounds are not kept: each of them would
    /// differ from the one before it, without end.
    pub(in crate::explore) fn keep_the_rest(&mut self) -> bool {
        let before = self.kept.len();
        let mut rest: Vec<_> = self.samples.without_trial().collect();
        rest.retain(|shape| !self.together.contains(shape));
        self.kept.extend(rest);
        self.samples = Samples::default();
        self.kept.len() > before
    }

    /// Whether a round has failed that may have changed data that the graph does not contain: a
    /// round that acquires a lock, or reads a pointer.
    pub(in crate::explore::runtime) fn may_hide_changes(&self) -> bool {
        self.samples.has_uninsertable()
    }

    /// Whether a trial is still to insert a round into some execution.
    pub(in crate::explore) fn has_trials_to_make(&self) -> bool {
        self.samples.has_untried()
    }

    /// Keeps these rounds; returns whether that is new.
    pub(super) fn keep(&mut self, shape: Shape) -> bool {
        self.kept.insert(shape)
    }

    /// Exempts these rounds: the explorer explores each of them from now on.
    pub(super) fn exempt(&mut self, shape: Shape) {
        self.exempt.insert(shape);
    }

    pub(super) fn is_exempt(&self, shape: Shape) -> bool {
        self.exempt.contains(&shape)
    }

    /// Whether the round stays in the graph. A round that reads plain memory stays, because it may
    /// race with a later access of another thread.
    pub(in crate::explore::runtime) fn is_kept(&self, round: &Round) -> bool {
        round.plain || self.kept.contains(&round.shape)
    }

    /// Whether a trial has shown that leaving out the round changes nothing.
    pub(super) fn is_tried(&self, history: u64, round: &Round) -> bool {
        self.tried.contains(&(history, self.is_kept(round)))
    }

    /// Records a trial of the round in which the program behaved the same.
    pub(super) fn note_trial(&mut self, history: u64, round: &Round) {
        if self.samples.note_trial(history) {
            self.tried.insert((history, self.is_kept(round)));
        }
    }

    /// Adds the knowledge of another worker.
    pub(in crate::explore::runtime) fn merge(&mut self, other: Self) {
        self.exempt.extend(other.exempt);
        self.kept.extend(other.kept);
        self.tried.extend(other.tried);
        self.together.extend(other.together);
        let (tried, exempt, keeps) = (&self.tried, &self.exempt, &self.kept);
        self.samples.merge(other.samples, |sample| {
            let kept = sample.round.plain || keeps.contains(&sample.round.shape);
            if tried.contains(&(sample.history, kept)) && !sample.block.is_empty() {
                sample.left = 0;
            }
            sample.kept == kept && !exempt.contains(&sample.round.shape)
        });
    }
}
