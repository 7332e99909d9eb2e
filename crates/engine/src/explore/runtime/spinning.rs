//! Threads that run rounds of loops, and wait in them.

use super::answer::Answer;
use super::loops::{Probed, Round, could_leave, may_be_first};
use super::state::{Phase, State};
use super::thread::Status;
use crate::explore::graph::{Label, Node};

/// The relation of a thread's next operation to its loops.
pub(super) enum Next {
    /// The operation is in no waiting loop.
    Leaves,
    /// The operation is in a round of a probe: it gets this answer and no event.
    Again(Answer),
    /// The operation comes after a failed round.
    Waits(Round),
    /// The operation comes after a probe that left the loop, or before a probe that has to run
    /// first: the execution is over.
    Ends,
}

impl State {
    /// Whether [`go_round`](Self::go_round) may find a round.
    #[inline]
    pub(super) fn may_go_round(&self, thread: u8, operation: &Label) -> bool {
        self.loops.is_probed(thread) || self.may_begin_round(thread, operation)
    }

    /// Whether the operation may start a round again. Most operations start none, or are the first
    /// of their thread at their place.
    #[inline(always)]
    fn may_begin_round(&self, thread: u8, operation: &Label) -> bool {
        let places = self.threads[usize::from(thread)].places;
        may_be_first(operation) && places.may_hold(operation.place)
    }

    /// Whether this operation, which has no event yet, would start another round of a loop that
    /// waits.
    pub(super) fn go_round(&mut self, thread: u8, operation: &Label) -> Next {
        if !self.loops.is_probed(thread) {
            let Some(round) = self.failed_round(thread, operation) else {
                return Next::Leaves;
            };
            let end = round.range().end;
            let comes_first = self.loops.comes_first(thread);
            match self.loops.has_failed(&self.graph, thread, end) {
                Some(true) if self.loops.waits_behind(&self.graph, thread, &round) => {
                    return Next::Waits(round);
                }
                Some(_) => return Next::Leaves,
                None if self.is_hindered(thread, &round) => {
                    if comes_first {
                        self.loops.pass(&self.graph, thread, &round);
                        return Next::Leaves;
                    }
                    self.loops.put_first(&self.graph, thread, &round);
                    return Next::Ends;
                }
                None => self.loops.begin_probe(&self.graph, thread, round),
            }
        }
        match self.loops.go_on_alone(&self.graph, operation) {
            Probed::GoesRound(answer) => Next::Again(answer),
            Probed::Leaves => Next::Ends,
            Probed::Fails(round) if self.loops.waits_behind(&self.graph, thread, &round) => {
                Next::Waits(round)
            }
            Probed::Fails(_) => {
                // In the next run, the thread continues from its position before the probe.
                self.loops.run_again();
                Next::Ends
            }
        }
    }

    /// Whether another thread holds a lock that this round of the thread acquires, or has acquired
    /// it since. In the second case the data behind the lock, which the graph does not contain,
    /// may have changed.
    fn is_hindered(&self, thread: u8, round: &Round) -> bool {
        let block = &self.gone_events(thread)[round.range()];
        let Some(last) = block.last() else {
            return false;
        };
        let others = || self.thread_numbers().filter(|&other| other != thread);
        let mut holds = block.iter().filter_map(Node::hold_begun);
        holds.any(|hold| {
            others().any(|other| {
                let events = self.gone_events(other);
                let known = last.pasts.causes.count(usize::from(other));
                let later = events.get(known..).unwrap_or_default();
                hold.is_excluded_by(events) || hold.excludes_some(later)
            })
        })
    }

    /// The round that this operation would start again, if the thread's last events seem to be one.
    fn failed_round(&self, thread: u8, operation: &Label) -> Option<Round> {
        if !self.may_begin_round(thread, operation) {
            return None;
        }
        let me = usize::from(thread);
        let events = self.graph.threads.get(me)?;
        let touched = self.threads[me].touched;
        self.loops.round_behind(thread, events, touched, operation)
    }

    /// Makes the thread wait before its next round.
    pub(super) fn wait_behind(&mut self, thread: u8, round: Round) {
        self.loops.known.note_sample(&self.graph, thread, &round);
        self.note_failed(thread, round);
    }

    fn note_failed(&mut self, thread: u8, round: Round) {
        let record = &mut self.threads[usize::from(thread)];
        record.status = Status::Spinning;
        record.failed = Some(round);
    }

    /// Answers the next operation of a probe in a stepped run. The pending operation of its thread
    /// stays pending.
    pub(super) fn answer_alone(&mut self, operation: &Label) -> Option<Answer> {
        match self.loops.go_on_alone(&self.graph, operation) {
            Probed::GoesRound(answer) => Some(answer),
            Probed::Leaves | Probed::Fails(_) => None,
        }
    }

    /// Begins the next probe after a stepped run: of a thread that seems to wait in a loop, if no
    /// probe has shown whether the loop ends by itself. The probe runs when the caller resumes the
    /// thread.
    pub(super) fn probe_next(&mut self) -> Option<u8> {
        let (thread, round) = self.thread_numbers().find_map(|thread| {
            let round = self.can_step(thread).then(|| self.vain_round(thread))??;
            let end = round.range().end;
            let known = self.loops.has_failed(&self.graph, thread, end);
            known.is_none().then_some((thread, round))
        })?;
        if self.is_hindered(thread, &round) {
            self.loops.pass(&self.graph, thread, &round);
            self.loops.run_again();
            return None;
        }
        self.loops.begin_probe(&self.graph, thread, round);
        Some(thread)
    }

    /// Marks, after a stepped run, the threads that only spin.
    pub(in crate::explore) fn note_spinning(&mut self) {
        for thread in self.thread_numbers() {
            if self.can_step(thread)
                && let Some(round) = self.vain_round(thread)
            {
                self.note_failed(thread, round);
            }
        }
    }

    /// The failed round of a stepped thread in a loop that it cannot leave now, as far as the
    /// probes have shown.
    pub(super) fn vain_round(&self, thread: u8) -> Option<Round> {
        let me = usize::from(thread);
        let record = &self.threads[me];
        let operation = record.pending.as_ref()?;
        let walks = matches!(&self.phase, Phase::Stepping(stepping) if stepping.walks);
        let events = self.graph.threads.get(me)?;
        let touched = record.touched;
        let round = self
            .loops
            .repeated_round(thread, events, touched, operation, walks)?;
        let spins = record.status == Status::Live
            && !could_leave(&self.graph, thread, &round)
            && self
                .loops
                .has_failed(&self.graph, thread, round.range().end)
                != Some(false);
        spins.then_some(round)
    }

    /// Whether a waiting thread would read a new value now.
    pub(super) fn could_leave(&self, thread: u8) -> bool {
        let failed = self.threads[usize::from(thread)].failed;
        failed.is_some_and(|round| could_leave(&self.graph, thread, &round))
    }

    /// Whether the operation would start another round of a loop that the thread cannot leave now.
    pub(super) fn waits_in_loop(&self, thread: u8, operation: &Label) -> bool {
        self.failed_round(thread, operation).is_some_and(|round| {
            self.loops.has_seen_fail(&round) && !could_leave(&self.graph, thread, &round)
        })
    }

    /// Keeps the loops of the failed rounds that another thread has seen.
    pub(super) fn keep_seen_rounds(&mut self) {
        let failed: Vec<_> = self.threads.iter().map(|thread| thread.failed).collect();
        self.loops.keep_seen(&self.graph, &failed);
    }

    /// The events of the round after which a thread waits.
    pub(in crate::explore) fn failed_events(&self, thread: u8) -> &[Node] {
        let failed = self.threads[usize::from(thread)].failed;
        let events = &self.graph.threads[usize::from(thread)];
        failed.map_or(&[], |round| &events[round.range()])
    }
}
