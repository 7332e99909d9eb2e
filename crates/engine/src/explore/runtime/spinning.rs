//! Threads that go round loops, and wait in them.

use super::answer::Answer;
use super::loops::{Probed, Round, could_leave, may_be_first};
use super::state::{Phase, State};
use super::thread::Status;
use crate::explore::graph::{Node, Operation};

/// Where a thread's next operation stands.
pub(super) enum Next {
    /// In no loop that waits.
    Leaves,
    /// In a round of a probe: this is the answer, and no event.
    Again(Answer),
    /// Behind a round that failed.
    Waits(Round),
    /// Behind a probe that left the loop, or in front of one that has to come first: the
    /// execution is over.
    Ends,
}

impl State {
    /// Whether [`go_round`](Self::go_round) may find a round.
    #[inline]
    pub(super) fn may_go_round(&self, thread: u8, operation: &Operation) -> bool {
        self.loops.is_probed(thread) || self.may_begin_round(thread, operation)
    }

    /// Whether the operation may begin a round again. Most begin none, or are the first of
    /// their thread at their place.
    #[inline(always)]
    fn may_begin_round(&self, thread: u8, operation: &Operation) -> bool {
        let places = self.threads[usize::from(thread)].places;
        may_be_first(operation) && places.may_hold(operation.place)
    }

    /// Whether this operation, which has no event yet, would begin one more round of a loop
    /// that waits.
    pub(super) fn go_round(&mut self, thread: u8, operation: &Operation) -> Next {
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
                // It goes on from where it was before it went on alone.
                self.loops.run_again();
                Next::Ends
            }
        }
    }

    /// Whether another thread holds a lock that this round of the thread acquires, or has acquired
    /// it since. Then the lock may guard other data than in the round: the graph has the values of
    /// the objects, and not those of the data behind a lock.
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

    /// The round that this operation would begin again, if the thread's last events are one
    /// as far as is known.
    fn failed_round(&self, thread: u8, operation: &Operation) -> Option<Round> {
        if !self.may_begin_round(thread, operation) {
            return None;
        }
        let me = usize::from(thread);
        let events = self.graph.threads.get(me)?;
        let touched = self.threads[me].touched;
        self.loops.round_behind(thread, events, touched, operation)
    }

    /// The thread waits in front of its next round.
    pub(super) fn wait_behind(&mut self, thread: u8, round: Round) {
        self.loops.known.note_sample(&self.graph, thread, &round);
        self.note_failed(thread, round);
    }

    fn note_failed(&mut self, thread: u8, round: Round) {
        let record = &mut self.threads[usize::from(thread)];
        record.status = Status::Spinning;
        record.failed = Some(round);
    }

    /// The next operation of a thread of a stepped run that goes on alone. What it was about
    /// to do stays what it is about to do.
    pub(super) fn answer_alone(&mut self, operation: &Operation) -> Option<Answer> {
        match self.loops.go_on_alone(&self.graph, operation) {
            Probed::GoesRound(answer) => Some(answer),
            Probed::Leaves | Probed::Fails(_) => None,
        }
    }

    /// Behind a stepped run: a thread that seems to go round a loop, and of which it is not
    /// known whether the loop ends by itself. It goes on alone as soon as it is resumed.
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

    /// After a stepped run: the threads that only go round a loop.
    pub(in crate::explore) fn note_spinning(&mut self) {
        for thread in self.thread_numbers() {
            if self.can_step(thread)
                && let Some(round) = self.vain_round(thread)
            {
                self.note_failed(thread, round);
            }
        }
    }

    /// The round of the loop that a stepped thread goes round, and could not leave now, as far
    /// as is known.
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

    /// Whether a thread that waits would read something new now.
    pub(super) fn could_leave(&self, thread: u8) -> bool {
        let failed = self.threads[usize::from(thread)].failed;
        failed.is_some_and(|round| could_leave(&self.graph, thread, &round))
    }

    /// Whether the operation would begin one more round of a loop that the thread could not
    /// leave now.
    pub(super) fn waits_in_loop(&self, thread: u8, operation: &Operation) -> bool {
        self.failed_round(thread, operation).is_some_and(|round| {
            self.loops.has_seen_fail(&round) && !could_leave(&self.graph, thread, &round)
        })
    }

    /// Keeps the loops of the failed rounds that another thread has seen.
    pub(super) fn keep_seen_rounds(&mut self) {
        let failed: Vec<_> = self.threads.iter().map(|thread| thread.failed).collect();
        self.loops.keep_seen(&self.graph, &failed);
    }

    /// The events of the round behind which a thread waits.
    pub(in crate::explore) fn failed_events(&self, thread: u8) -> &[Node] {
        let failed = self.threads[usize::from(thread)].failed;
        let events = &self.graph.threads[usize::from(thread)];
        failed.map_or(&[], |round| &events[round.range()])
    }
}
