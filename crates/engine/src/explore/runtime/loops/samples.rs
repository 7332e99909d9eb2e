//! Rounds that have failed, to be put into executions where they might have.

use std::collections::BTreeMap;

use super::round::{Again, Round, Shape};
use crate::explore::graph::{Node, Operation};
use crate::explore::runtime::answer::Answer;

/// The most rounds that are remembered. There is no trial of more.
const MOST: usize = 1_000;

/// The most rounds that are put in one behind the other.
const MOST_TOGETHER: usize = 8;

/// What a thread did in a round, and was answered.
pub(super) type Block = Vec<(Operation, Answer)>;

/// A round that failed.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) round: Round,
    /// What its thread had done and read up to its end.
    pub(super) history: u64,
    /// Whether its loop was kept then.
    pub(super) kept: bool,
    /// What the event in front of it has read.
    pub(super) before: Option<u64>,
    /// Empty if it cannot be put in elsewhere. Then there only has to be an execution in which
    /// the thread does not fail there.
    pub(super) block: Block,
    /// How many trials are left to make: one with it alone, and one with all of its place.
    pub(super) left: u8,
}

impl Sample {
    /// How many trials there are of such a round. One of a loop that is kept, or one that
    /// begins with what the one before has found, is put in alone only.
    pub(super) fn trials(round: &Round, kept: bool) -> u8 {
        match kept || round.again == Again::WithNewer {
            true => 1,
            false => 2,
        }
    }
}

/// The rounds that have failed, by what their threads had done and read in front of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples {
    by_prefix: BTreeMap<u64, Vec<Sample>>,
    len: usize,
    untried: usize,
}

impl Samples {
    /// Whether one is still to be put in somewhere.
    pub(super) fn has_untried(&self) -> bool {
        self.untried > 0
    }

    pub(super) fn add(&mut self, prefix: u64, sample: Sample) {
        let there = self.by_prefix.entry(prefix).or_default();
        if let Some(known) = there.iter_mut().find(|s| s.history == sample.history) {
            self.untried -= usize::from(known.left > 0 && sample.left == 0);
            known.left = known.left.min(sample.left);
        } else if self.len < MOST {
            self.len += 1;
            self.untried += usize::from(sample.left > 0);
            there.push(sample);
        }
    }

    /// Whether the round with this history is put in, alone and with others: then it need not
    /// be left out.
    pub(super) fn is_for_both(&self, prefix: u64, history: u64) -> bool {
        let there = self.by_prefix.get(&prefix).into_iter().flatten();
        let mut mine = there.filter(|s| s.history == history && !s.block.is_empty());
        mine.any(|s| Sample::trials(&s.round, s.kept) == 2)
    }

    /// Notes that an execution has come to its end in which a thread with these events has not
    /// failed behind this prefix: what cannot be put in needs no more.
    pub(super) fn note_witness(&mut self, prefix: u64, events: &[Node]) {
        let there = self.by_prefix.get_mut(&prefix).into_iter().flatten();
        for sample in there.filter(|s| s.left > 0 && s.block.is_empty()) {
            if events.len() > sample.round.from {
                sample.left = 0;
                self.untried -= 1;
            }
        }
    }

    /// The shapes of the rounds for which there was no execution to put them in.
    pub(super) fn without_trial(&self) -> impl Iterator<Item = Shape> {
        let all = self.by_prefix.values().flatten();
        all.filter(|s| s.left > 0 && !s.kept).map(|s| s.round.shape)
    }

    /// A round that is still to be put in behind what a thread has done and read.
    pub(super) fn untried_at(&self, prefix: u64) -> Option<&Sample> {
        self.by_prefix
            .get(&prefix)?
            .iter()
            .find(|s| s.left > 0 && !s.block.is_empty())
    }

    /// What the next trial of this round puts in: the round alone; or all rounds that have
    /// failed there, forwards and backwards, so that each comes behind each other one.
    pub(super) fn block_of(&self, prefix: u64, sample: &Sample) -> Block {
        if sample.left == Sample::trials(&sample.round, sample.kept) {
            return sample.block.clone();
        }
        let there = self.by_prefix.get(&prefix).into_iter().flatten();
        let mut together: Vec<&Block> = there
            .filter(|s| Sample::trials(&s.round, s.kept) == 2 && !s.block.is_empty())
            .map(|s| &s.block)
            .take(MOST_TOGETHER)
            .collect();
        together.push(&sample.block);
        let back = together.clone();
        let all = together.into_iter().chain(back.into_iter().rev());
        all.flatten().copied().collect()
    }

    /// Notes a trial of the round with this history. Returns whether none is left.
    pub(super) fn note_trial(&mut self, history: u64) -> bool {
        let mut all = self.by_prefix.values_mut().flatten();
        // (One that cannot be put in is left out, and needs a witness all the same.)
        let mine = all.find(|s| s.history == history && s.left > 0 && !s.block.is_empty());
        let Some(sample) = mine else {
            return true;
        };
        sample.left -= 1;
        self.untried -= usize::from(sample.left == 0);
        sample.left == 0
    }

    /// Adds those of another worker, and drops what does not hold any more.
    pub(super) fn merge(&mut self, other: Self, holds: impl Fn(&mut Sample) -> bool) {
        let both = std::mem::take(&mut self.by_prefix)
            .into_iter()
            .chain(other.by_prefix);
        (self.len, self.untried) = (0, 0);
        for (prefix, samples) in both {
            for mut sample in samples {
                if holds(&mut sample) {
                    self.add(prefix, sample);
                }
            }
        }
    }
}

/// What the program did and was answered.
pub(super) fn answered(node: &Node) -> (Operation, Answer) {
    (node.operation, Answer::of(node, node.read))
}
