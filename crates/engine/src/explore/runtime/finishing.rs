//! The rest of an execution after its result is recorded: its threads run to their ends.
//!
//! A discarded execution, and one that a panic ended, leave threads in the middle of their code.
//! These threads go on with real operations, so that their destructors run as in any execution.
//! The explorer neither records nor searches these operations: their events follow the recorded
//! graph, each read returns the newest value, and the threads take turns, so that a spinning
//! thread lets the others run.

use super::answer::Answer;
use super::state::{Finishing, Phase, State};
use super::stepping::is_of_a_chain;
use super::thread::Status;
use crate::explore::graph::{Action, Label, OfThread};

/// The number of operations of a thread in one turn. A spin hint ends the turn earlier.
const TURN: u32 = 32;

/// The number of operations that all threads together may add to the number in the execution
/// already. Threads that need more wait for an event that never comes.
const MOST: usize = 1_000;

/// The most events that an execution may have: an event's index in its thread has 16 bits.
const MOST_EVENTS: usize = 65_000;

/// The choice of a join that finds that the thread has panicked.
pub(in crate::explore) const JOINED_A_PANIC: u8 = 1;

impl State {
    /// Lets the threads run to their ends from now on. Returns whether any thread has not ended.
    pub(super) fn begin_finishing(&mut self) -> bool {
        if !std::mem::take(&mut self.may_finish) {
            return false;
        }
        for record in &mut self.threads {
            if record.status == Status::Spinning {
                record.status = Status::Live;
            }
        }
        let there = self.graph.len();
        self.phase = Phase::Finishing(Finishing {
            turn: 0,
            left: 0,
            left_in_all: (there + MOST).min(MOST_EVENTS.saturating_sub(there)),
        });
        self.threads.iter().any(|t| t.status == Status::Live)
    }

    fn finishing(&mut self) -> &mut Finishing {
        match &mut self.phase {
            Phase::Finishing(finishing) => finishing,
            _ => unreachable!("only asked while finishing"),
        }
    }

    /// Gives the turn to the next thread that can run.
    pub(super) fn next_in_turn(&mut self) -> Option<u8> {
        let over = self.is_over() || self.finishing().left_in_all == 0;
        let count = self.thread_numbers().end;
        let last = self.finishing().turn;
        let mut others = (1..=count).map(|behind| (last + behind) % count);
        let next = others.find(|&thread| !over && self.can_finish(thread))?;
        let finishing = self.finishing();
        finishing.turn = next;
        finishing.left = TURN;
        Some(next)
    }

    fn can_finish(&self, thread: u8) -> bool {
        let record = &self.threads[usize::from(thread)];
        let can = |operation| {
            self.may_finish_with(thread, operation) && !self.waits_in_loop(thread, operation)
        };
        record.status == Status::Live && record.pending.as_ref().is_some_and(can)
    }

    /// Whether this operation can have its event now. A join of a thread that panicked can.
    fn may_finish_with(&self, thread: u8, operation: &Label) -> bool {
        match operation.action {
            Action::Thread(OfThread::Join(child) | OfThread::Await(child))
                if self.has_panicked(child) =>
            {
                true
            }
            Action::Thread(OfThread::Spawn(_)) => self.graph.free_thread().is_some(),
            _ => self.is_enabled(thread, operation),
        }
    }

    /// Whether a panic has ended this thread.
    fn has_panicked(&self, thread: u8) -> bool {
        let record = self.threads.get(usize::from(thread));
        record.is_some_and(|t| t.status == Status::Panicked)
    }

    /// The answer to an operation while the threads run to their ends.
    pub(super) fn ask_in_turn(&mut self, thread: u8, mut operation: Label) -> Option<Answer> {
        let finishing = self.finishing();
        let left = finishing.left;
        let turn_is_over = left == 0 || operation.hinted && left < TURN;
        let over = finishing.left_in_all == 0 || self.is_over();
        let may = self.may_finish_with(thread, &operation);
        if turn_is_over || over || !may || self.waits_in_loop(thread, &operation) {
            self.threads[usize::from(thread)].pending = Some(operation);
            return None;
        }
        let finishing = self.finishing();
        finishing.left -= 1;
        finishing.left_in_all -= 1;
        self.number(&mut operation);
        let panicked = match operation.action {
            Action::Thread(OfThread::Join(child) | OfThread::Await(child)) => {
                self.has_panicked(child)
            }
            _ => false,
        };
        let by_itself = self.goes_by_itself(thread, &operation) && !is_of_a_chain(&operation);
        if panicked || by_itself {
            let (source, mut choice) = self.graph.settled(thread, &operation);
            if panicked {
                choice = JOINED_A_PANIC;
            }
            self.graph.push(thread, operation, source, choice);
        } else if self.add_marked(thread, operation, None).is_err() {
            self.finishing().left_in_all = 0;
            return None;
        }
        Some(self.done(thread))
    }
}
