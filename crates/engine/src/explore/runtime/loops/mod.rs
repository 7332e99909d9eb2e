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
//!
//! What is here knows the graph, and nothing else of the running execution. Its threads ask
//! for it in [`spinning`](super::spinning) and [`trying`](super::trying).

mod evidence;
mod idle;
mod known;
mod leaving;
mod precedence;
mod probe;
mod round;
mod samples;
mod seen;
mod trial;

use std::collections::HashMap;

use evidence::Evidence;
use idle::may_be_last;
use probe::{Precedence, Probe};
use round::{Again, Shape, Worth, are_same, rounds_behind, timed_rounds};
use seen::Discarded;
use trial::history_of;

pub(super) use idle::may_be_first;
pub(super) use known::Known;
pub(super) use leaving::could_leave;
pub(super) use probe::Probed;
pub(super) use round::Round;
pub(super) use trial::Deviation;
pub(in crate::explore) use trial::Trial;

use crate::explore::graph::{Graph, Node, Operation};

/// How many rounds in which a thread reads the same are taken for a loop where no evidence
/// is asked for: few where the thread says itself that it spins.
const ROUNDS: usize = 4;
const HINTED_ROUNDS: usize = 2;

/// How many where a search walks, which gives verdicts: as many as a probe goes round.
const WALKED_ROUNDS: usize = 100;

/// How many executions are looked at for what is to be left out that come to no end, or whose
/// thread does not leave its loop.
const ATTEMPTS: u8 = 20;

/// What is known of the program's loops.
#[derive(Default)]
pub(super) struct Loops {
    pub(super) known: Known,
    evidence: Evidence,
    probe: Option<Probe>,
    /// The thread that is probed in the replay before the others go on.
    first: Option<Precedence>,
    /// Whether the execution has to be run again: a thread has gone on alone behind a round
    /// that did not fail.
    again: bool,
    /// How often there was nothing to leave out for a trial.
    vain: HashMap<u64, u8>,
    /// Whether a shape is no longer known for what it was taken for: what was explored so
    /// far is of no use.
    restart: bool,
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
        self.restart |= self.known.keep(shape);
    }

    /// The round of these events, the thread's, that the operation would begin again: the
    /// first one of which it is worth to know whether it has failed. `touched`: how many
    /// events the thread had when it last accessed an `UnsafeCell`.
    #[inline(never)]
    pub(super) fn round_behind(
        &self,
        thread: u8,
        events: &[Node],
        touched: Option<usize>,
        operation: &Operation,
    ) -> Option<Round> {
        // Many come behind one that changes something.
        if !events.last().is_some_and(may_be_last) {
            return self.timed_round(thread, events, touched, operation);
        }
        let round = rounds_behind(events, operation, |round| {
            let patience = match self.known.is_exempt(round.shape) {
                true => None,
                false => self.evidence.patience(round.shape),
            };
            let Some(patience) = patience else {
                return Worth::Exempt;
            };
            match patience == 1 || are_same(events, thread, round.range(), patience) {
                true => Worth::Wanted,
                false => Worth::Unwanted,
            }
        });
        let round = round.map(|round| round.touching(touched));
        round.or_else(|| self.timed_round(thread, events, touched, operation))
    }

    /// The same of a thread of a stepped run: the round that it has gone so often, reading the
    /// same, that it is taken for a loop.
    pub(super) fn repeated_round(
        &self,
        thread: u8,
        events: &[Node],
        touched: Option<usize>,
        operation: &Operation,
        walks: bool,
    ) -> Option<Round> {
        let round = rounds_behind(events, operation, |round| {
            let block = &events[round.range()];
            let hinted = operation.hinted || block.iter().any(|n| n.operation.hinted);
            let rounds = match hinted {
                _ if walks => WALKED_ROUNDS,
                true => HINTED_ROUNDS,
                false => ROUNDS,
            };
            match round.again == Again::Alike && are_same(events, thread, round.range(), rounds) {
                true => Worth::Wanted,
                false => Worth::Unwanted,
            }
        });
        round.or_else(|| self.timed_round(thread, events, touched, operation))
    }

    /// The same of a wait with a time limit.
    fn timed_round(
        &self,
        thread: u8,
        events: &[Node],
        touched: Option<usize>,
        operation: &Operation,
    ) -> Option<Round> {
        let rounds = timed_rounds(events, thread, operation);
        let mut rounds = rounds.map(|round| round.touching(touched));
        rounds.find(|round| !self.known.is_exempt(round.shape))
    }

    /// Whether the round has failed that ends behind the thread's first `events` events; `None`
    /// if that is not known.
    pub(super) fn has_failed(&self, graph: &Graph, thread: u8, events: usize) -> Option<bool> {
        self.evidence.of(evidence::causes(graph, thread, events))
    }

    /// Whether some round like this one has failed.
    pub(super) fn has_seen_fail(&self, round: &Round) -> bool {
        self.evidence.has_seen_fail(round.shape)
    }

    /// Whether the thread waits behind this round, which has failed: of a loop that is kept,
    /// it waits behind the second one of two that are the same and have both failed.
    pub(super) fn waits_behind(&self, graph: &Graph, thread: u8, round: &Round) -> bool {
        !self.known.is_kept(round)
            || round.is_same_as_before(&graph.threads[usize::from(thread)], thread)
                && self.has_failed(graph, thread, round.from) == Some(true)
    }

    /// Whether the thread goes on alone.
    pub(super) fn is_probed(&self, thread: u8) -> bool {
        self.probe.as_ref().is_some_and(|p| p.thread == thread)
    }

    /// From its next operation on, the thread goes on alone behind this round.
    pub(super) fn begin_probe(&mut self, graph: &Graph, thread: u8, round: Round) {
        self.probe = Some(Probe::new(graph, thread, round));
    }

    /// The next operation of the thread that goes on alone.
    pub(super) fn go_on_alone(&mut self, graph: &Graph, operation: &Operation) -> Probed {
        let probe = self.probe.as_mut().expect("a thread goes on alone");
        let alone = probe.go_on(graph, operation);
        let (thread, causes) = (probe.thread, probe.causes);
        match alone {
            Probed::GoesRound(_) => {}
            Probed::Leaves => self.ended(thread),
            Probed::Fails(round) => {
                self.probe = None;
                self.evidence.note_wait(round.shape, causes);
            }
        }
        alone
    }

    /// A thread has ended or panicked. If it was probed, it has left its loop.
    pub(super) fn ended(&mut self, thread: u8) {
        if let Some(probe) = self.probe.take_if(|p| p.thread == thread) {
            self.evidence.note_end(probe.round.shape, probe.causes);
            self.again = true;
        }
    }

    /// The execution has to be run again.
    pub(super) fn run_again(&mut self) {
        self.again = true;
    }

    /// Keeps the loops of the failed rounds, one for each thread, that another thread has seen.
    pub(super) fn keep_seen(&mut self, graph: &Graph, failed: &[Option<Round>]) {
        let discarded = Discarded {
            graph,
            known: &self.known,
            failed,
        };
        for shape in discarded.seen_rounds() {
            self.keep(shape);
        }
    }

    /// Whether there may be a trial without the round behind which the thread waits.
    pub(super) fn is_untried(&self, graph: &Graph, thread: u8, round: &Round) -> bool {
        let events = &graph.threads[usize::from(thread)];
        let vain = self.vain.get(&history_of(thread, events, round));
        vain.is_none_or(|&vain| vain < ATTEMPTS) && self.known.is_untried(thread, events, round)
    }

    /// The trial without the rounds of the thread that have failed. `None` if there is
    /// nothing to leave out, which is noted.
    pub(super) fn trial_without(
        &mut self,
        graph: &Graph,
        thread: u8,
        round: &Round,
        all_ended: bool,
    ) -> Option<Trial> {
        let events = &graph.threads[usize::from(thread)];
        let trial = self.known.trial_without(thread, events, round);
        let trial = trial.filter(|_| all_ended);
        if trial.is_none() {
            let history = history_of(thread, events, round);
            *self.vain.entry(history).or_default() += 1;
        }
        trial
    }

    /// What came of a trial: whether the program did the same.
    pub(super) fn judge(&mut self, trial: &Trial, same: bool) {
        let round = &trial.round;
        if same {
            self.known.note_trial(trial.history, round);
        } else if self.known.is_kept(round) {
            // From now on loops with such rounds are explored round by round.
            self.known.exempt(round.shape);
            self.restart = true;
        } else {
            self.keep(round.shape);
        }
    }
}
