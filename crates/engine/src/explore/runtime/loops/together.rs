//! Threads that poll the same locks wait together.
//!
//! A round that acquires a lock finds it held by another thread in the meantime, and the data behind
//! the lock may have changed. So two threads that poll a lock would wake each other for ever: each
//! could leave its loop because of the other one's round. But a failed round leaves nothing behind.
//! So if all that has happened since are failed rounds of other waiting threads, no thread leaves its
//! loop, and that is a livelock.
//!
//! To make sure that these rounds leave nothing behind, the threads run them in turn, as in a
//! [probe](super::probe): without events, and with the answers of their failed rounds. If a thread
//! leaves its loop, it has found something that another thread's round left behind, and the rounds
//! are kept.
//!
//! The failed rounds of n threads have several orders, with the same execution without them. One of
//! these counts: that in which the threads come by their numbers.

use super::Loops;
use super::evidence::causes;
use super::probe::Probe;
use super::round::{Round, mixed};
use crate::explore::graph::Graph;

/// The number of rounds of each thread.
const ROUNDS: usize = 100;

/// The threads of an execution that run their rounds in turn.
pub(super) struct Together {
    threads: Vec<(u8, Round)>,
    /// The number of rounds that have begun.
    begun: usize,
    /// The causes of all the rounds, as a number.
    causes: u64,
    /// Whether all threads wait, as soon as that is known.
    wait: Option<bool>,
}

impl Loops {
    /// Forgets the threads of the last execution that ran their rounds in turn.
    pub(in crate::explore::runtime) fn forget_together(&mut self) {
        self.together = None;
    }

    /// Whether the threads of the execution have begun to run their rounds in turn.
    pub(in crate::explore::runtime) fn are_together(&self) -> bool {
        self.together.is_some()
    }

    /// Lets these threads run their failed rounds in turn, unless the result is known.
    pub(in crate::explore::runtime) fn gather(&mut self, graph: &Graph, threads: Vec<(u8, Round)>) {
        let causes = threads.iter().fold(0, |number, (thread, round)| {
            mixed(number, causes(graph, *thread, round.range().end))
        });
        self.together = Some(Together {
            threads,
            begun: 0,
            causes,
            wait: self.evidence.of(causes),
        });
    }

    /// Begins the next round. Returns its thread; `None` if the result is known.
    pub(in crate::explore::runtime) fn next_round(&mut self, graph: &Graph) -> Option<u8> {
        let together = self.together.as_mut().filter(|t| t.wait.is_none())?;
        let count = together.threads.len();
        if together.begun == ROUNDS * count {
            together.wait = Some(true);
            self.evidence.note_result(together.causes, true);
            return None;
        }
        let (thread, round) = together.threads[together.begun % count];
        together.begun += 1;
        self.probe = Some(Probe::of_one_round(graph, thread, round));
        Some(thread)
    }

    /// Notes that a thread has left its loop in such a round.
    pub(super) fn leaves_the_others(&mut self) {
        self.probe = None;
        if let Some(together) = &mut self.together {
            together.wait = Some(false);
            self.evidence.note_result(together.causes, false);
        }
    }

    /// Whether the threads wait together for ever; `None` if they have not run their rounds in turn.
    /// Keeps the rounds if a thread has left its loop.
    pub(in crate::explore::runtime) fn wait_together(&mut self) -> Option<bool> {
        let together = self.together.as_ref()?;
        let wait = together.wait?;
        let shapes: Vec<_> = together.threads.iter().map(|(_, r)| r.shape).collect();
        match wait {
            true => self.known.together.extend(shapes),
            false => shapes.into_iter().for_each(|shape| self.keep(shape)),
        }
        Some(wait)
    }
}
