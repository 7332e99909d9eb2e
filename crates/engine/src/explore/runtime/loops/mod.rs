//! Loops that wait: a thread whose round has changed nothing waits for the others.
//!
//! Unrolled, a loop that waits has infinitely many executions. So a thread that has gone
//! round a loop, and left nothing behind in that round, is blocked in this graph: it begins
//! no second round. A later write revisits the round's reads, and so each way out of the
//! loop is explored all the same. An execution that is counted has no failed round in it
//! (Kokologiannakis, Ren, Vafeiadis: "Dynamic Partial Order Reductions for Spinloops",
//! FMCAD 2021. Their tool sees the code of a loop; the explorer sees operations only).
//!
//! *Nothing is lost.* Take an execution with failed rounds, and leave these out. What is left
//! is consistent: to leave out reads, fences and pairs of lock and unlock takes away edges
//! only, and what read from a write that changed nothing reads from the write before it. The
//! threads do the same in it, since the rounds leave nothing behind. So it has the same
//! outcome, and all races between what stays. And a round in which an assertion fails is the
//! first one, once the failed rounds before it are left out.
//!
//! Three things have to be seen to:
//!
//! - The round must leave nothing behind in the thread's own variables either, which only
//!   the program knows. A [probe](probe) and a [trial](trial) look for what it leaves.
//! - No other thread may see the round: a `try_lock` fails while a round holds the lock.
//! - A read of plain memory in the round may race with what another thread does later.
//!
//! A round that leaves something behind, was seen, or reads plain memory stays in the graph:
//! its loop is *kept*. Then the thread is blocked only behind the second of two failed rounds
//! that read the same, if a trial shows that the second one changes nothing any more.
//! Otherwise the loop is *exempt*: no round of it is left out.

mod evidence;
mod idle;
mod leaving;
mod probe;
mod round;
mod samples;
mod seen;
mod trial;

use std::collections::{HashMap, HashSet};

use evidence::Evidence;
use probe::Probe;
pub(super) use round::Round;
use round::Shape;
use samples::Samples;
pub(in crate::explore) use trial::Trial;

use super::state::State;
use super::thread::{Answer, Status};
use crate::explore::graph::Operation;

/// What is known of the program's loops.
#[derive(Default)]
pub(super) struct Loops {
    pub(super) known: Known,
    evidence: Evidence,
    probe: Option<Probe>,
    /// Whether the execution has to be run again: a thread has gone on alone behind a round
    /// that did not fail.
    again: bool,
    /// How often there was nothing to leave out for a trial.
    vain: HashMap<u64, u8>,
    /// Whether a shape is no longer known for what it was taken for: what was explored so
    /// far is of no use.
    restart: bool,
}

/// What an exploration learns of loops, and the next one begins with.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Rounds that leave something behind each time: these are explored round by round.
    exempt: HashSet<Shape>,
    /// Rounds that leave something behind which a second one like it does not change, or
    /// that another thread has seen: of several that are the same, two are explored.
    kept: HashSet<Shape>,
    /// Rounds that may be left out as a trial shows, by what their thread had done and read
    /// then, and whether they are kept.
    tried: HashSet<(u64, bool)>,
    /// Rounds to put into other executions, for trials.
    samples: Samples,
}

/// Where a thread's next operation stands.
pub(super) enum Next {
    /// In no loop that waits.
    Leaves,
    /// In a round of a probe: this is the answer, and no event.
    Again(Answer),
    /// Behind a round that failed.
    Waits(Round),
    /// Behind a probe that left the loop: the execution is over.
    Ends,
}

impl Loops {
    pub(super) fn new(known: Known) -> Self {
        Self {
            known,
            ..Self::default()
        }
    }

    pub(super) fn must_restart(&self) -> bool {
        self.restart
    }

    pub(super) fn must_run_again(&self) -> bool {
        self.again
    }

    /// Whether the execution has to be run again; asks once.
    pub(super) fn take_again(&mut self) -> bool {
        std::mem::take(&mut self.again)
    }

    /// Whether the exploration has to begin anew; asks once.
    pub(super) fn take_restart(&mut self) -> bool {
        self.probe = None;
        std::mem::take(&mut self.restart)
    }

    /// From now on such rounds are explored, but for those that are the same as two before.
    fn keep(&mut self, shape: Shape) {
        self.restart |= self.known.kept.insert(shape);
    }

    /// From now on loops with such rounds are explored round by round.
    fn exempt(&mut self, shape: Shape) {
        self.known.exempt.insert(shape);
        self.restart = true;
    }
}

impl Known {
    /// Keeps the rounds for which there was no execution to make a trial with: whether any.
    pub(super) fn keep_the_rest(&mut self) -> bool {
        let before = self.kept.len();
        self.kept.extend(self.samples.without_trial());
        self.samples = Samples::default();
        self.kept.len() > before
    }

    pub(super) fn has_trials_to_make(&self) -> bool {
        self.samples.has_untried()
    }

    /// Whether the round stays in the graph. One that reads plain memory does: it may race
    /// with what another thread does once this one has gone on.
    fn is_kept(&self, round: &Round) -> bool {
        round.plain || self.kept.contains(&round.shape)
    }

    fn is_tried(&self, history: u64, round: &Round) -> bool {
        self.tried.contains(&(history, self.is_kept(round)))
    }

    fn note_trial(&mut self, history: u64, round: &Round) {
        if self.samples.note_trial(history) {
            self.tried.insert((history, self.is_kept(round)));
        }
    }

    /// Adds what another worker has learned.
    pub(super) fn merge(&mut self, other: Self) {
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

impl State {
    /// Whether [`go_round`](Self::go_round) may find a round.
    #[inline]
    pub(super) fn may_go_round(&self, thread: u8, operation: &Operation) -> bool {
        self.is_probed(thread) || self.may_begin_round(thread, operation)
    }

    /// Whether this operation, which has no event yet, would begin one more round of a loop
    /// that waits.
    pub(super) fn go_round(&mut self, thread: u8, operation: &Operation) -> Next {
        if self.is_probed(thread) {
            return self.go_on_alone(thread, operation);
        }
        let Some(round) = self.failed_round(thread, operation) else {
            return Next::Leaves;
        };
        match self.has_failed(thread, round.range().end) {
            Some(true) => self.behind_failed(thread, round),
            Some(false) => Next::Leaves,
            None => self.begin_probe(thread, round, operation),
        }
    }

    /// Whether the round has failed that ends behind so many events of the thread; `None` if
    /// that is not known.
    fn has_failed(&self, thread: u8, events: usize) -> Option<bool> {
        let causes = evidence::causes(&self.graph, thread, events);
        self.loops.evidence.of(causes)
    }

    /// Behind a round that has failed: of a loop that is kept, the thread waits behind the
    /// second one of two that are the same and have both failed.
    fn behind_failed(&self, thread: u8, round: Round) -> Next {
        if self.loops.known.is_kept(&round) {
            let again = self.is_same_as_before(thread, &round)
                && self.has_failed(thread, round.from) == Some(true);
            if !again {
                return Next::Leaves;
            }
        }
        Next::Waits(round)
    }

    /// The thread waits in front of its next round.
    pub(super) fn wait_behind(&mut self, thread: u8, round: Round) {
        self.note_sample(thread, &round);
        let record = &mut self.threads[usize::from(thread)];
        record.status = Status::Spinning;
        record.failed = Some(round);
    }
}
