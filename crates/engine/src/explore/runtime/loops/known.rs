//! What is known of the program's loops, whatever execution showed it.

use std::collections::HashSet;

use super::round::{Round, Shape};
use super::samples::Samples;

/// What an exploration learns of loops, and the next one begins with.
#[derive(Clone, Debug, Default)]
pub(in crate::explore::runtime) struct Known {
    /// Rounds that leave something behind each time: these are explored round by round.
    exempt: HashSet<Shape>,
    /// Rounds that leave something behind which a second one like it does not change, or
    /// that another thread has seen: of several that are the same, two are explored.
    kept: HashSet<Shape>,
    /// Rounds that may be left out as a trial shows, by what their thread had done and read
    /// then, and whether they are kept.
    tried: HashSet<(u64, bool)>,
    /// Rounds to put into other executions, for trials.
    pub(super) samples: Samples,
}

impl Known {
    /// Keeps the rounds for which there was no execution to make a trial with: whether any.
    pub(in crate::explore::runtime) fn keep_the_rest(&mut self) -> bool {
        let before = self.kept.len();
        self.kept.extend(self.samples.without_trial());
        self.samples = Samples::default();
        self.kept.len() > before
    }

    /// Whether there is a round to put into some execution.
    pub(in crate::explore::runtime) fn has_trials_to_make(&self) -> bool {
        self.samples.has_untried()
    }

    /// Keeps such rounds; returns whether they were not kept before.
    pub(super) fn keep(&mut self, shape: Shape) -> bool {
        self.kept.insert(shape)
    }

    /// From now on such rounds are explored one by one.
    pub(super) fn exempt(&mut self, shape: Shape) {
        self.exempt.insert(shape);
    }

    pub(super) fn is_exempt(&self, shape: Shape) -> bool {
        self.exempt.contains(&shape)
    }

    /// Whether the round stays in the graph. One that reads plain memory does: it may race
    /// with what another thread does once this one has gone on.
    pub(super) fn is_kept(&self, round: &Round) -> bool {
        round.plain || self.kept.contains(&round.shape)
    }

    /// Whether a trial has shown that the round may be left out.
    pub(super) fn is_tried(&self, history: u64, round: &Round) -> bool {
        self.tried.contains(&(history, self.is_kept(round)))
    }

    /// Notes a trial of the round, in which the program did the same.
    pub(super) fn note_trial(&mut self, history: u64, round: &Round) {
        if self.samples.note_trial(history) {
            self.tried.insert((history, self.is_kept(round)));
        }
    }

    /// Adds what another worker has learned.
    pub(in crate::explore::runtime) fn merge(&mut self, other: Self) {
        self.exempt.extend(other.exempt);
        self.kept.extend(other.kept);
        self.tried.extend(other.tried);
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
