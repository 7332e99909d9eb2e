//! The choice of the thread that continues.

use super::state::State;
use super::thread::Status;
use crate::explore::graph::{Asks, Label, OfOnce};

impl State {
    /// The lowest-numbered thread that can add its next event, unless the execution is over. This
    /// choice depends on the graph alone, so that the search finds each graph once.
    pub(super) fn next_thread(&mut self) -> Option<u8> {
        if self.is_over() {
            return None;
        }
        debug_assert!(!(0..self.waiting).any(|thread| self.may_add(thread)));
        let next =
            (self.waiting..self.thread_numbers().end).find(|&thread| self.may_add(thread))?;
        self.waiting = next;
        Some(next)
    }

    /// Whether no thread with a lower number than this one can add its next event.
    pub(super) fn has_turn(&mut self, thread: u8) -> bool {
        let mut lower = self.waiting..thread;
        self.waiting = lower.find(|&lower| self.may_add(lower)).unwrap_or(thread);
        self.waiting == thread
    }

    /// Whether a suspended thread can add its next event.
    fn may_add(&self, thread: u8) -> bool {
        let record = &self.threads[usize::from(thread)];
        let enabled = |operation: &Label| self.is_enabled(thread, operation);
        record.status == Status::Live && record.pending.as_ref().is_some_and(enabled)
    }

    /// The question of a thread for its next event, with this operation.
    pub(in crate::explore) fn asks(&self, thread: u8, operation: &Label) -> Asks<'_> {
        self.graph.asks(thread, operation)
    }

    /// Whether an operation without an event may get one now.
    #[inline(always)]
    pub(super) fn is_enabled(&self, thread: u8, operation: &Label) -> bool {
        !operation.waits() || operation.action.is_enabled(&self.asks(thread, operation))
    }

    /// Whether a thread waits for a one-time initialization whose initializer panicked in another
    /// thread. In std the waiting thread would run the initializer itself, or panic.
    pub(super) fn waits_for_what_was_given_up(&self) -> bool {
        let waits = |operation: &Label| {
            operation.action == OfOnce::AwaitCompletion && self.given_up.contains(&operation.object)
        };
        let live = self.threads.iter().filter(|t| t.status == Status::Live);
        live.filter_map(|t| t.pending.as_ref()).any(waits)
    }
}
