//! Waiting loops: a thread whose round has changed nothing waits for the other threads.
//!
//! Unrolled, a waiting loop has infinitely many executions. So a thread whose round of a loop has
//! no lasting effect, a *failed* round, is blocked in this graph: it begins no second round. A
//! later write revisits the round's reads, so the search still explores each way out of the loop.
//! A counted execution contains no failed round (Kokologiannakis, Ren, Vafeiadis: "Dynamic Partial
//! Order Reductions for Spinloops", FMCAD 2021. Their tool sees the code of a loop; the explorer
//! sees only operations).
//!
//! *No outcome is lost.* Take an execution with failed rounds and remove these. The remaining
//! execution is consistent. Removing reads, fences and pairs of lock and unlock only removes
//! edges. An event that read from a write that changed nothing reads from the write before it. The
//! threads behave the same in the remaining execution, because the rounds have no lasting effect.
//! So it has the same outcome, and all races between its events. A round in which an assertion
//! fails stays: it follows the failed rounds that are removed.
//!
//! Four things need care:
//!
//! - A failed round must not change the thread's own variables either, which the explorer does not
//!   see. A [probe] and a [trial] look for such a change.
//! - No other thread may see the round: a `try_lock` fails while a round holds the lock.
//! - A read of plain memory in the round may race with a later access of another thread.
//! - Threads that poll the same lock [wait together](together).
//!
//! A round that changes a variable, that another thread has seen, or that reads plain memory stays
//! in the graph: its loop is *kept*. Then the thread is blocked only after the second of two
//! failed rounds with the same reads, if a trial shows that the second round changes nothing more.
//! Otherwise the loop is *exempt*: the explorer explores every round of it.
//!
//! The files here depend on the graph, and on nothing else of the running execution.
//! [`spinning`](super::spinning) and [`trying`](super::trying) call them for the threads of the
//! execution.

mod evidence;
mod idle;
mod known;
mod leaving;
mod precedence;
mod probe;
mod round;
mod samples;
mod seen;
mod together;
mod trial;

use std::collections::HashMap;

use evidence::Evidence;
use idle::may_be_last;
use probe::{Precedence, Probe};
use round::{Again, Shape, Worth, are_same, rounds_behind, timed_rounds};
use seen::Discarded;
use together::Together;
use trial::history_of;

pub(super) use idle::may_be_first;
pub(super) use known::Known;
pub(super) use leaving::{could_leave, could_leave_but_for};
pub(super) use probe::Probed;
pub(super) use round::{Round, any_round};
pub(super) use trial::Deviation;
pub(in crate::explore) use trial::Trial;

use crate::explore::graph::{Graph, Label, Node};

/// In a stepped run, the number of rounds with the same reads that count as a waiting loop. With a
/// spin hint of the thread, fewer rounds suffice.
const ROUNDS: usize = 4;
const HINTED_ROUNDS: usize = 2;

/// The same for a walk of a search, which gives verdicts: as many rounds as a probe runs.
const WALKED_ROUNDS: usize = 100;

/// The number of rounds with the same reads that count as a waiting loop in a stepped run.
fn repeated_rounds(walks: bool) -> usize {
    if walks { WALKED_ROUNDS } else { ROUNDS }
}

/// The number of executions without a usable trial for a round, because they reach no end or the
/// thread does not leave its loop. After that many, the explorer stops looking for one.
const ATTEMPTS: u8 = 20;

/// The loops of the running execution, and the knowledge about the program's loops.
#[derive(Default)]
pub(super) struct Loops {
    pub(super) known: Known,
    evidence: Evidence,
    probe: Option<Probe>,
    together: Option<Together>,
    /// The thread whose probe comes before the other threads continue the replay.
    first: Option<Precedence>,
    /// Whether the execution has to run again, because a probe of a thread left its loop.
    again: bool,
    /// For each history of a thread, the number of executions without a usable trial.
    vain: HashMap<u64, u8>,
    /// Whether a shape has become kept or exempt. Then the exploration so far is invalid.
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

    /// Whether the execution has to run again. Resets the answer.
    pub(super) fn take_again(&mut self) -> bool {
        std::mem::take(&mut self.again)
    }

    /// Whether the exploration has to begin anew. Resets the answer.
    pub(super) fn take_restart(&mut self) -> bool {
        self.probe = None;
        std::mem::take(&mut self.restart)
    }

    /// Keeps the rounds of this shape: from now on the explorer explores two of several equal
    /// rounds.
    fn keep(&mut self, shape: Shape) {
        self.restart |= self.known.keep(shape);
    }

    /// The shortest round, at the end of this thread's events, that the operation would begin
    /// again and that needs a decision whether it failed. `touched` is the number of the thread's
    /// events at its last access to an `UnsafeCell`.
    #[inline(never)]
    pub(super) fn round_behind(
        &self,
        thread: u8,
        events: &[Node],
        touched: Option<usize>,
        operation: &Label,
    ) -> Option<Round> {
        // Most operations come after an event that changes something.
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

    /// The same for a thread of a stepped run: a round that the thread has repeated so often, with
    /// the same reads, that it counts as a waiting loop.
    pub(super) fn repeated_round(
        &self,
        thread: u8,
        events: &[Node],
        touched: Option<usize>,
        operation: &Label,
        walks: bool,
    ) -> Option<Round> {
        let round = rounds_behind(events, operation, |round| {
            let block = &events[round.range()];
            let hinted = operation.hinted || block.iter().any(|n| n.operation.hinted);
            let rounds = match hinted && !walks {
                true => HINTED_ROUNDS,
                false => repeated_rounds(walks),
            };
            let patience = match walks {
                true => rounds,
                false => self.evidence.stepped_patience(round.shape, rounds),
            };
            if round.again == Again::Alike && are_same(events, thread, round.range(), patience) {
                Worth::Wanted
            } else if patience > rounds {
                Worth::Exempt
            } else {
                Worth::Unwanted
            }
        });
        round.or_else(|| self.timed_round(thread, events, touched, operation))
    }

    /// The same for a wait with a time limit.
    fn timed_round(
        &self,
        thread: u8,
        events: &[Node],
        touched: Option<usize>,
        operation: &Label,
    ) -> Option<Round> {
        let rounds = timed_rounds(events, thread, operation);
        let mut rounds = rounds.map(|round| round.touching(touched));
        rounds.find(|round| !self.known.is_exempt(round.shape))
    }

    /// Whether the round that ends with the thread's first `events` events has failed; `None` if
    /// that is unknown.
    pub(super) fn has_failed(&self, graph: &Graph, thread: u8, events: usize) -> Option<bool> {
        self.evidence.of(evidence::causes(graph, thread, events))
    }

    /// Whether some round of this shape has failed.
    pub(super) fn has_seen_fail(&self, round: &Round) -> bool {
        self.evidence.has_seen_fail(round.shape)
    }

    /// Whether the thread waits after this failed round. In a kept loop it waits only after the
    /// second of two equal failed rounds.
    pub(super) fn waits_behind(&self, graph: &Graph, thread: u8, round: &Round) -> bool {
        !self.known.is_kept(round)
            || round.is_same_as_before(&graph.threads[usize::from(thread)], thread)
                && self.has_failed(graph, thread, round.from) == Some(true)
    }

    /// Whether a probe of this thread runs.
    pub(super) fn is_probed(&self, thread: u8) -> bool {
        self.probe.as_ref().is_some_and(|p| p.thread == thread)
    }

    /// Begins a probe of the thread after this round, with its next operation.
    pub(super) fn begin_probe(&mut self, graph: &Graph, thread: u8, round: Round) {
        self.probe = Some(Probe::new(graph, thread, round));
    }

    /// Continues the probe with the next operation of its thread.
    pub(super) fn go_on_alone(&mut self, graph: &Graph, operation: &Label) -> Probed {
        let probe = self.probe.as_mut().expect("a thread goes on alone");
        let alone = probe.go_on(graph, operation);
        let (thread, causes) = (probe.thread, probe.causes);
        match alone {
            Probed::GoesRound(_) => {}
            Probed::Leaves => self.ended(thread),
            Probed::Fails(_) if self.are_together() => self.probe = None,
            Probed::Fails(round) => {
                self.probe = None;
                self.evidence.note_wait(round.shape, causes);
            }
        }
        alone
    }

    /// Notes that a thread has ended or panicked. A probed thread has thus left its loop.
    pub(super) fn ended(&mut self, thread: u8) {
        if self.is_probed(thread) && self.are_together() {
            self.leaves_the_others();
        } else if let Some(probe) = self.probe.take_if(|p| p.thread == thread) {
            self.evidence.note_end(probe.round.shape, probe.causes);
            self.again = true;
        }
    }

    /// Notes that the execution has to run again.
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

    /// Whether a trial without this round, after which the thread waits, may still run.
    pub(super) fn is_untried(&self, graph: &Graph, thread: u8, round: &Round) -> bool {
        let events = &graph.threads[usize::from(thread)];
        let vain = self.vain.get(&history_of(thread, events, round));
        vain.is_none_or(|&vain| vain < ATTEMPTS) && self.known.is_untried(thread, events, round)
    }

    /// The trial without the failed rounds of the thread. `None` if this execution allows none,
    /// which it counts.
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

    /// Records the result of a trial: whether the program behaved the same.
    pub(super) fn judge(&mut self, trial: &Trial, same: bool) {
        let round = &trial.round;
        if same {
            self.known.note_trial(trial.history, round);
        } else if self.known.is_kept(round) {
            // From now on the explorer explores every round of such loops.
            self.known.exempt(round.shape);
            self.restart = true;
        } else {
            self.keep(round.shape);
        }
    }
}
