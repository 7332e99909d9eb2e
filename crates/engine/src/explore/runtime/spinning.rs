//! Threads that run rounds of loops, and wait in them.

use super::answer::Answer;
use super::loops::{Probed, Round, any_round, could_leave, could_leave_but_for, may_be_first};
use super::state::{Phase, State};
use super::thread::Status;
use crate::explore::graph::{EventId, Label, Node};

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
        self.has_a_held_lock(thread, round) || {
            let block = &self.gone_events(thread)[round.range()];
            let mut holds = block.iter().filter_map(Node::hold_begun);
            let causes = block.last().map(|last| &last.pasts.causes);
            holds.any(|hold| {
                self.others(thread).any(|other| {
                    let events = self.gone_events(other);
                    let known = causes.map_or(0, |causes| causes.count(usize::from(other)));
                    hold.excludes_some(events.get(known..).unwrap_or_default())
                })
            })
        }
    }

    /// Whether another thread holds a lock that this round of the thread acquires.
    fn has_a_held_lock(&self, thread: u8, round: &Round) -> bool {
        let block = &self.gone_events(thread)[round.range()];
        let mut holds = block.iter().filter_map(Node::hold_begun);
        holds.any(|hold| {
            let excludes = |other| hold.is_excluded_by(self.gone_events(other));
            self.others(thread).any(excludes)
        })
    }

    fn others(&self, thread: u8) -> impl Iterator<Item = u8> {
        self.thread_numbers().filter(move |&other| other != thread)
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
        // Behind another thread's failed round, the thread behaves as without it; and there the
        // round needs its trial, or its witness.
        if !self.is_behind_failed_round(thread, &round) {
            self.loops.known.note_sample(&self.graph, thread, &round);
        }
        self.note_failed(thread, round);
    }

    /// Whether the thread has read from a failed round of another thread, which no counted execution
    /// contains, before this round.
    fn is_behind_failed_round(&self, thread: u8, round: &Round) -> bool {
        let events = &self.graph.threads[usize::from(thread)][..round.range().start];
        events.iter().any(|node| {
            let source = node.source;
            let record = self.threads.get(usize::from(source.thread));
            source.thread != thread
                && record
                    .and_then(|record| record.failed)
                    .is_some_and(|failed| {
                        failed.range().contains(&usize::from(source.index))
                            && !self.loops.known.is_kept(&failed)
                    })
        })
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
        // Settled threads find out whether one of them leaves its loop as the others have left the
        // data.
        let hindered = match self.is_settled(&round) {
            true => self.has_a_held_lock(thread, &round),
            false => self.is_hindered(thread, &round),
        };
        if hindered {
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
        let round = self.repeated_round(thread)?;
        let stays = !could_leave_but_for(&self.graph, thread, &round, &|id| {
            let later = id.thread > thread && self.is_settled(&round);
            later && self.is_in_settled_rounds(id)
        });
        stays.then_some(round)
    }

    /// A round that a stepped thread has repeated so often that it counts as a waiting loop, as far
    /// as the probes have shown.
    fn repeated_round(&self, thread: u8) -> Option<Round> {
        let me = usize::from(thread);
        let record = self.threads.get(me).filter(|r| r.status == Status::Live)?;
        let operation = record.pending.as_ref()?;
        let events = self.graph.threads.get(me)?;
        let touched = record.touched;
        let round =
            self.loops
                .repeated_round(thread, events, touched, operation, self.is_walking())?;
        let end = round.range().end;
        let failed = self.loops.has_failed(&self.graph, thread, end);
        (failed != Some(false)).then_some(round)
    }

    /// Whether a stepped thread has run so many rounds, whatever it has read in them.
    pub(super) fn has_gone_round(&self, thread: u8) -> bool {
        let record = &self.threads[usize::from(thread)];
        let events = self.graph.threads.get(usize::from(thread));
        let (Some(operation), Some(events)) = (&record.pending, events) else {
            return false;
        };
        any_round(events, operation).is_some_and(|round| self.is_settled(&round))
    }

    fn is_walking(&self) -> bool {
        matches!(&self.phase, Phase::Stepping(stepping) if stepping.walks)
    }

    /// Whether a stepped thread has run so many rounds that it has also run some behind those of the
    /// other threads that poll its locks.
    fn is_settled(&self, round: &Round) -> bool {
        round.is_settled(self.is_walking())
    }

    /// Whether the event belongs to such rounds.
    fn is_in_settled_rounds(&self, id: EventId) -> bool {
        self.repeated_round(id.thread).is_some_and(|round| {
            let all = round.with_those_before();
            self.is_settled(&round) && all.contains(&usize::from(id.index))
        })
    }

    /// Whether a waiting thread would read a new value now.
    pub(super) fn could_leave(&self, thread: u8) -> bool {
        let failed = self.threads[usize::from(thread)].failed;
        failed.is_some_and(|round| could_leave(&self.graph, thread, &round))
    }

    /// Whether a waiting thread would read a new value even if the threads with greater numbers had not
    /// run their failed rounds.
    fn could_leave_anyway(&self, thread: u8) -> bool {
        let failed = self.threads[usize::from(thread)].failed;
        failed.is_some_and(|round| {
            could_leave_but_for(&self.graph, thread, &round, &|id| {
                let later = id.thread > thread;
                let failed = self.threads[usize::from(id.thread)].failed;
                later && failed.is_some_and(|r| r.range().contains(&usize::from(id.index)))
            })
        })
    }

    /// The thread that runs its failed round next, where threads wait that could leave their loops
    /// only because of each other's failed rounds. `None` if there are no such threads, or if it is
    /// known whether they [wait together](super::loops).
    pub(super) fn next_together(&mut self) -> Option<u8> {
        if self.is_over() {
            return None;
        }
        if !self.loops.are_together() {
            let waiting = (0..).zip(&self.threads);
            let waiting = waiting.filter(|(_, thread)| thread.status == Status::Spinning);
            let waiting: Vec<(u8, Round)> = waiting
                .filter_map(|(number, thread)| Some((number, thread.failed?)))
                .collect();
            let wait_for_others = waiting.iter().any(|&(t, _)| self.could_leave(t))
                && !waiting.iter().any(|&(t, round)| {
                    self.loops.known.is_kept(&round) || self.could_leave_anyway(t)
                });
            if !wait_for_others || self.threads.iter().any(|t| t.panic.is_some()) {
                return None;
            }
            self.loops.gather(&self.graph, waiting);
        }
        self.loops.next_round(&self.graph)
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
