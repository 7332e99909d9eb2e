//! Failed rounds, for insertion into executions in which they might have occurred.

use super::round::{Again, Round, Shape};
use crate::explore::graph::{Label, Node};
use crate::explore::runtime::answer::Answer;

/// The most rounds that are stored. Further rounds get no trial.
const MOST: usize = 1_000;

/// The most rounds that are inserted one after the other.
const MOST_TOGETHER: usize = 8;

/// An operation of a thread in a round, and the answer to it.
pub(super) type Block = Vec<(Label, Answer)>;

/// A round that failed.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) round: Round,
    /// The history of its thread up to its end.
    pub(super) history: u64,
    /// Whether its loop was kept at that time.
    pub(super) kept: bool,
    /// The value that the event before it read.
    pub(super) before: Option<u64>,
    /// The operations to insert. Empty if no trial can insert the round; then some execution must
    /// exist in which the thread does not fail at this point.
    pub(super) block: Block,
    /// The number of trials still to make: one of the round alone, and one with all rounds of its
    /// place.
    pub(super) left: u8,
}

impl Sample {
    /// The number of trials of such a round. A trial inserts a round of a kept loop, or one that
    /// begins with the value that the previous round read, only alone.
    pub(super) fn trials(round: &Round, kept: bool) -> u8 {
        match kept || round.again == Again::WithNewer {
            true => 1,
            false => 2,
        }
    }
}

/// The failed rounds, by the history of their threads before them.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples {
    /// Sorted by the history.
    by_prefix: Vec<(u64, Vec<Sample>)>,
    len: usize,
    untried: usize,
}

impl Samples {
    /// Whether a trial is still to insert a round somewhere.
    pub(super) fn has_untried(&self) -> bool {
        self.untried > 0
    }

    /// The position of the rounds after this history, or of their place if there are none.
    fn place_of(&self, prefix: u64) -> Result<usize, usize> {
        self.by_prefix.binary_search_by_key(&prefix, |&(p, _)| p)
    }

    /// The rounds after this history.
    fn at(&self, prefix: u64) -> impl Iterator<Item = &Sample> {
        let there = self.place_of(prefix).map(|place| &self.by_prefix[place].1);
        there.into_iter().flatten()
    }

    pub(super) fn add(&mut self, prefix: u64, sample: Sample) {
        let place = match self.place_of(prefix) {
            Ok(place) => place,
            Err(place) => {
                self.by_prefix.insert(place, (prefix, Vec::new()));
                place
            }
        };
        let there = &mut self.by_prefix[place].1;
        if let Some(known) = there.iter_mut().find(|s| s.history == sample.history) {
            self.untried -= usize::from(known.left > 0 && sample.left == 0);
            known.left = known.left.min(sample.left);
        } else if self.len < MOST {
            self.len += 1;
            self.untried += usize::from(sample.left > 0);
            there.push(sample);
        }
    }

    /// Whether trials insert the round with this history both alone and with others. Then it needs
    /// no trial that leaves it out.
    pub(super) fn is_for_both(&self, prefix: u64, history: u64) -> bool {
        let mut mine = self
            .at(prefix)
            .filter(|s| s.history == history && !s.block.is_empty());
        mine.any(|s| Sample::trials(&s.round, s.kept) == 2)
    }

    /// Records the end of an execution in which a thread with these events has not failed after
    /// this prefix. A round that cannot be inserted needs no other witness.
    pub(super) fn note_witness(&mut self, prefix: u64, events: &[Node]) {
        let Ok(place) = self.place_of(prefix) else {
            return;
        };
        let there = self.by_prefix[place].1.iter_mut();
        for sample in there.filter(|s| s.left > 0 && s.block.is_empty()) {
            if events.len() > sample.round.from {
                sample.left = 0;
                self.untried -= 1;
            }
        }
    }

    /// The shapes of the rounds that a trial could insert into no execution.
    pub(super) fn without_trial(&self) -> impl Iterator<Item = Shape> {
        let all = self.by_prefix.iter().flat_map(|(_, there)| there);
        all.filter(|s| s.left > 0 && !s.kept).map(|s| s.round.shape)
    }

    /// Whether there is a round that no trial inserts.
    pub(super) fn has_uninsertable(&self) -> bool {
        let mut all = self.by_prefix.iter().flat_map(|(_, there)| there);
        all.any(|s| s.block.is_empty())
    }

    /// A round that a trial is still to insert after this history.
    pub(super) fn untried_at(&self, prefix: u64) -> Option<&Sample> {
        self.at(prefix).find(|s| s.left > 0 && !s.block.is_empty())
    }

    /// The rounds that the next trial of this round inserts: the round alone; or all rounds that
    /// have failed there, forwards and backwards, so that each comes after each other one.
    pub(super) fn block_of(&self, prefix: u64, sample: &Sample) -> Block {
        if sample.left == Sample::trials(&sample.round, sample.kept) {
            return sample.block.clone();
        }
        let mut together: Vec<&Block> = self
            .at(prefix)
            .filter(|s| Sample::trials(&s.round, s.kept) == 2 && !s.block.is_empty())
            .map(|s| &s.block)
            .take(MOST_TOGETHER)
            .collect();
        together.push(&sample.block);
        let back = together.clone();
        let all = together.into_iter().chain(back.into_iter().rev());
        all.flatten().copied().collect()
    }

    /// Records a trial of the round with this history. Returns whether no trial is left.
    pub(super) fn note_trial(&mut self, history: u64) -> bool {
        let mut all = self.by_prefix.iter_mut().flat_map(|(_, there)| there);
        // (A trial leaves out a round that cannot be inserted; that round still needs a witness.)
        let mine = all.find(|s| s.history == history && s.left > 0 && !s.block.is_empty());
        let Some(sample) = mine else {
            return true;
        };
        sample.left -= 1;
        self.untried -= usize::from(sample.left == 0);
        sample.left == 0
    }

    /// Adds the rounds of another worker, and drops obsolete rounds.
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

/// The operations and answers of the round.
pub(super) fn answered(node: &Node) -> (Label, Answer) {
    (node.operation, Answer::of(node, node.read))
}
